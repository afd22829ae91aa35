import LedgerCore
import LedgerFold
import LedgerRules

/// Works out every difference between two outcomes of one order.
struct Effects {
  let vocabulary: Vocabulary
  let before: OrderOutcome
  let after: OrderOutcome
  /// In which the order began.
  let channel: String
  private(set) var list: [Effect] = []

  init(
    _ before: OrderOutcome, _ after: OrderOutcome, channel: String, _ vocabulary: Vocabulary
  ) {
    self.before = before
    self.after = after
    self.channel = channel
    self.vocabulary = vocabulary
    addClaims()
    addDisagreements()
    addPast()
    addQuarantine()
    addMoves()
    addAmounts()
  }

  private mutating func addClaims() {
    for (key, from, to) in pairs(before.truth, after.truth, key: \.facet) {
      let (old, new) = (name(of: from), name(of: to))
      if old != new {
        list.append(Effect(.truth, vocabulary.facets[key], of: channel, from: old, to: new))
      }
    }
    for (key, from, to) in pairs(before.claims, after.claims, key: \.key) {
      let (old, new) = (name(of: from), name(of: to))
      if old != new {
        list.append(
          Effect(
            .claim, vocabulary.facets[key.facet], of: vocabulary.systems[key.system], from: old,
            to: new))
      }
    }
    for (key, from, to) in pairs(before.known, after.known, key: \.system)
    where from?.presence != to?.presence {
      list.append(
        Effect(
          .presence, of: vocabulary.systems[key], from: from?.presence.name ?? "",
          to: to?.presence.name ?? ""))
    }
    for (key, from, to) in pairs(before.held, after.held, key: \.self) {
      let (system, facet) = (vocabulary.systems[key.system], vocabulary.facets[key.facet])
      let state = vocabulary.states[key.state]
      if from == nil { list.append(Effect(.held, facet, of: system, to: state)) }
      if to == nil { list.append(Effect(.unheld, facet, of: system, from: state)) }
    }
    if before.isTest != after.isTest {
      list.append(
        Effect(
          .test, from: before.isTest ? "test" : "live", to: after.isTest ? "test" : "live"))
    }
  }

  private func name(of claimed: OrderOutcome.Claimed?) -> String {
    claimed.map { vocabulary.states[$0.state] } ?? ""
  }

  private mutating func addDisagreements() {
    for (key, from, to) in pairs(before.standing, after.standing, key: \.pattern) {
      let pattern = vocabulary.patterns[key]
      let isSLA = vocabulary.isSLA[Int(key)]
      let (old, new) = (Effects.words(from), Effects.words(to))
      let kind: Effect.Kind? =
        switch (old.isEmpty, new.isEmpty) {
        case (true, false): .opened
        case (false, true): .closed
        case (false, false): old == new ? nil : .rejudged
        case (true, true): nil
        }
      if let kind { list.append(Effect(kind, pattern, from: old, to: new, isSLA: isSLA)) }
      if let from, let to { addAlert(pattern, isSLA, from.due, to.due, from.hard, to.hard) }
    }
    if before.agrees != after.agrees {
      list.append(Effect(after.agrees ? .agrees : .disagrees))
    }
  }

  /// `mismatch, missing_event`; empty where there is none, or none yet.
  private static func words(_ standing: OrderOutcome.Standing?) -> String {
    guard let standing, standing.status != .inFlight else { return "" }
    return "\(standing.status.name), \(standing.cause.name)"
  }

  /// It first alerts when it is due, and again when it is a mismatch for its lateness.
  private mutating func addAlert(
    _ pattern: String, _ isSLA: Bool, _ oldDue: Int64, _ newDue: Int64, _ oldHard: Int64,
    _ newHard: Int64
  ) {
    let (old, new) = oldDue == newDue ? (oldHard, newHard) : (oldDue, newDue)
    guard old != new else { return }
    list.append(Effect(new < old ? .alertEarlier : .alertLater, pattern, isSLA: isSLA))
  }

  /// The n-th time that a pattern was overdue is compared with the n-th time.
  private mutating func addPast() {
    let patterns = Set(before.ended.map(\.pattern)).union(after.ended.map(\.pattern)).sorted()
    for key in patterns {
      let pattern = vocabulary.patterns[key]
      let isSLA = vocabulary.isSLA[Int(key)]
      let old = before.ended.filter { $0.pattern == key }
      let new = after.ended.filter { $0.pattern == key }
      for index in 0..<max(old.count, new.count) {
        let from = index < old.count ? old[index] : nil
        let to = index < new.count ? new[index] : nil
        let (was, now) = (Effects.words(from), Effects.words(to))
        switch (from, to) {
        case (nil, _?): list.append(Effect(.breached, pattern, to: now, isSLA: isSLA))
        case (_?, nil): list.append(Effect(.unbreached, pattern, from: was, isSLA: isSLA))
        case (let from?, let to?):
          if was != now {
            list.append(Effect(.rejudged, pattern, from: was, to: now, isSLA: isSLA))
          }
          addAlert(pattern, isSLA, from.due, to.due, 0, 0)
        case (nil, nil): break
        }
      }
    }
  }

  private static func words(_ ended: OrderOutcome.Ended?) -> String {
    ended.map {
      "\($0.wasMismatch ? "mismatch" : "delay"), \($0.cause.name), \($0.closing.name)"
    } ?? ""
  }

  private mutating func addQuarantine() {
    for unread in after.unread where !before.unread.contains(unread) {
      list.append(Effect(.quarantined, unread.reason, to: words(unread)))
    }
    for unread in before.unread where !after.unread.contains(unread) {
      list.append(Effect(.released, unread.reason, from: words(unread)))
    }
  }

  /// `payment financial_status = foo`.
  private func words(_ unread: OrderOutcome.Unread) -> String {
    let facet = unread.facet.map { vocabulary.facets[$0] + " " } ?? ""
    return facet + (unread.value.isEmpty ? unread.fact : "\(unread.fact) = \(unread.value)")
  }

  private mutating func addMoves() {
    for (kind, own, other) in [
      (Effect.Kind.illegal, after.illegal, before.illegal),
      (.legal, before.illegal, after.illegal),
    ] {
      for move in own where !other.contains(move) {
        list.append(
          Effect(
            kind, vocabulary.facets[move.facet], of: vocabulary.systems[move.system],
            from: vocabulary.states[move.from], to: vocabulary.states[move.to]))
      }
    }
  }

  private mutating func addAmounts() {
    guard before.amounts != after.amounts else { return }
    let old = Dictionary(grouping: before.amounts, by: \.key)
    let new = Dictionary(grouping: after.amounts, by: \.key)
    for key in Set(old.keys).union(new.keys) where old[key] != new[key] {
      list.append(
        Effect(.amount, vocabulary.amounts[key.kind], of: vocabulary.systems[key.system]))
    }
  }

  /// What stands on either side under each key, keys in ascending order of first mention.
  private func pairs<Element: Hashable, Key: Hashable>(
    _ before: [Element], _ after: [Element], key: (Element) -> Key
  ) -> [(key: Key, from: Element?, to: Element?)] {
    guard before != after else { return [] }
    var pairs: [(key: Key, from: Element?, to: Element?)] = before.map { (key($0), $0, nil) }
    for element in after {
      if let known = pairs.firstIndex(where: { $0.key == key(element) }) {
        pairs[known].to = element
      } else {
        pairs.append((key(element), nil, element))
      }
    }
    return pairs
  }
}

extension OrderOutcome.Claimed {
  fileprivate struct Key: Hashable {
    var system: UInt16
    var facet: UInt16
  }
  fileprivate var key: Key { Key(system: system, facet: facet) }
}

extension OrderOutcome.Valued {
  fileprivate struct Key: Hashable {
    var system: UInt16
    var kind: UInt16
  }
  fileprivate var key: Key { Key(system: system, kind: kind) }
}
