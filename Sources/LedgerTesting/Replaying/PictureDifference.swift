public import LedgerEngine

/// Every difference between two pictures of one order, worked out from what the kinds of effects are said
/// to mean: `Effect.Kind` names them, and nothing else of a replay is used.
public struct PictureDifference {
  let before: OrderPicture
  let after: OrderPicture
  /// In which the order began.
  let channel: String
  /// Patterns that are service levels on either side.
  let slas: Set<String>

  public init(
    _ before: OrderPicture, _ after: OrderPicture, channel: String, slas: Set<String>
  ) {
    self.before = before
    self.after = after
    self.channel = channel
    self.slas = slas
  }

  public var effects: Set<Effect> {
    claims.union(standing).union(ended).union(unread).union(holds).union(moves).union(rest)
  }

  private var claims: Set<Effect> {
    var effects: Set<Effect> = []
    for facet in keys(before.truth, after.truth) {
      let (from, to) = (before.truth[facet] ?? "", after.truth[facet] ?? "")
      if from != to { effects.insert(Effect(.truth, facet, of: channel, from: from, to: to)) }
    }
    for word in keys(before.claims, after.claims) {
      let (from, to) = (before.claims[word] ?? "", after.claims[word] ?? "")
      guard from != to else { continue }
      effects.insert(Effect(.claim, word.subject, of: word.system, from: from, to: to))
    }
    for system in keys(before.presence, after.presence) {
      let (from, to) = (before.presence[system] ?? "", after.presence[system] ?? "")
      if from != to { effects.insert(Effect(.presence, of: system, from: from, to: to)) }
    }
    return effects
  }

  /// What is within its grace is no disagreement yet; its deadlines count all the same.
  private var standing: Set<Effect> {
    var effects: Set<Effect> = []
    for pattern in keys(before.standing, after.standing) {
      let (old, new) = (before.standing[pattern], after.standing[pattern])
      let (from, to) = (old?.words ?? "", new?.words ?? "")
      let isSLA = slas.contains(pattern)
      if from.isEmpty && !to.isEmpty {
        effects.insert(Effect(.opened, pattern, to: to, isSLA: isSLA))
      } else if !from.isEmpty && to.isEmpty {
        effects.insert(Effect(.closed, pattern, from: from, isSLA: isSLA))
      } else if from != to {
        effects.insert(Effect(.rejudged, pattern, from: from, to: to, isSLA: isSLA))
      }
      guard let old, let new else { continue }
      // It tells of itself when it is due, and again at its hard limit.
      let moved = old.due == new.due ? (old.hard, new.hard) : (old.due, new.due)
      effects.formUnion(alert(pattern, moved.0, moved.1))
    }
    return effects
  }

  /// The n-th time that it was overdue against the n-th time.
  private var ended: Set<Effect> {
    var effects: Set<Effect> = []
    for pattern in keys(before.ended, after.ended) {
      let (old, new) = (before.ended[pattern] ?? [], after.ended[pattern] ?? [])
      let isSLA = slas.contains(pattern)
      for ended in new.dropFirst(old.count) {
        effects.insert(Effect(.breached, pattern, to: ended.words, isSLA: isSLA))
      }
      for ended in old.dropFirst(new.count) {
        effects.insert(Effect(.unbreached, pattern, from: ended.words, isSLA: isSLA))
      }
      for (from, to) in zip(old, new) {
        if from.words != to.words {
          effects.insert(
            Effect(.rejudged, pattern, from: from.words, to: to.words, isSLA: isSLA))
        }
        effects.formUnion(alert(pattern, from.due, to.due))
      }
    }
    return effects
  }

  private func alert(_ pattern: String, _ old: Timestamp, _ new: Timestamp) -> Set<Effect> {
    guard old != new else { return [] }
    return [
      Effect(new < old ? .alertEarlier : .alertLater, pattern, isSLA: slas.contains(pattern))
    ]
  }

  private var unread: Set<Effect> {
    Set(
      after.unread.subtracting(before.unread).map {
        Effect(.quarantined, $0.reason, to: $0.words)
      }
        + before.unread.subtracting(after.unread).map {
          Effect(.released, $0.reason, from: $0.words)
        })
  }

  private var holds: Set<Effect> {
    Set(
      after.held.subtracting(before.held).map {
        Effect(.held, $0.facet, of: $0.system, to: $0.state)
      }
        + before.held.subtracting(after.held).map {
          Effect(.unheld, $0.facet, of: $0.system, from: $0.state)
        })
  }

  private var moves: Set<Effect> {
    func effect(_ kind: Effect.Kind, _ move: OrderPicture.Move) -> Effect {
      Effect(kind, move.facet, of: move.system, from: move.from, to: move.to)
    }
    return Set(
      after.illegal.subtracting(before.illegal).map { effect(.illegal, $0) }
        + before.illegal.subtracting(after.illegal).map { effect(.legal, $0) })
  }

  private var rest: Set<Effect> {
    var effects: Set<Effect> = []
    for word in keys(before.amounts, after.amounts)
    where before.amounts[word] != after.amounts[word] {
      effects.insert(Effect(.amount, word.subject, of: word.system))
    }
    if before.agrees != after.agrees {
      effects.insert(Effect(after.agrees ? .agrees : .disagrees))
    }
    if before.isTest != after.isTest {
      let words = [before.isTest, after.isTest].map { $0 ? "test" : "live" }
      effects.insert(Effect(.test, from: words[0], to: words[1]))
    }
    return effects
  }

  private func keys<Key: Hashable, Value>(
    _ left: [Key: Value], _ right: [Key: Value]
  ) -> Set<Key> {
    Set(left.keys).union(right.keys)
  }
}
