import LedgerChannels
import LedgerCore
import LedgerFold
import LedgerIndex
public import LedgerRules

/// What a rulebook would make of something in quarantine.
public struct QuarantineTrial: Sendable {
  public enum Verdict: Sendable, Hashable {
    /// Released, and what it then says.
    case released(becomes: String)
    case staying(Obstacle)
  }

  /// Why something stays.
  public struct Obstacle: Sendable, Hashable {
    /// A code of `docs/reasons.md`.
    public var reason: String
    public var fact: String
    public var value: String
    /// The table that would have to know the value.
    public var file: String?
    public var line: Int?

    public init(
      reason: String, fact: String, value: String, file: String? = nil, line: Int? = nil
    ) {
      self.reason = reason
      self.fact = fact
      self.value = value
      self.file = file
      self.line = line
    }
  }

  public var entry: QuarantineEntry
  public var verdict: Verdict
}

extension Ledger {
  /// Reads everything in quarantine with a rulebook, from the original bytes, and says what would
  /// become of it. Nothing is written: activating the rulebook is what releases.
  public func tryQuarantine(
    under rulebook: Rulebook, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(LedgerError) -> [QuarantineTrial] {
    let entries = try quarantine(limit: .max)
    let rows = Dictionary(channels.map { ($0.name, $0) }) { first, _ in first }
    var extractors: [String: Extractor] = [:]
    var last: (position: LogPosition, extraction: Extraction?)?
    var trials: [QuarantineTrial] = []
    for entry in entries {
      defer { progress(trials.count, entries.count) }
      guard let row = rows[entry.channel], let kind = rulebook.kinds[row.kind] else {
        let obstacle = QuarantineTrial.Obstacle(
          reason: "unknown_kind", fact: rows[entry.channel]?.kind ?? entry.channel, value: "")
        trials.append(QuarantineTrial(entry: entry, verdict: .staying(obstacle)))
        continue
      }
      if last?.position != entry.item.position {
        let extractor = extractors[row.kind] ?? Extractor(kind: kind, rulebook: rulebook)
        extractors[row.kind] = extractor
        let extraction = try delivery(at: entry.item.position).map {
          extractor.extract(
            headers: $0.headers, body: $0.body, channel: row.name, account: row.account)
        }
        last = (entry.item.position, extraction)
      }
      let verdict =
        last?.extraction.map { entry.verdict(of: rulebook, reading: $0) }
        ?? .staying(QuarantineTrial.Obstacle(reason: "body_not_kept", fact: "", value: ""))
      trials.append(QuarantineTrial(entry: entry, verdict: verdict))
    }
    return trials
  }
}

extension QuarantineEntry {
  fileprivate func verdict(
    of rulebook: Rulebook, reading extraction: Extraction
  ) -> QuarantineTrial.Verdict {
    guard let item = extraction.items.first(where: { $0.index == self.item.index }) else {
      return .released(becomes: "no item")
    }
    let evaluations = extraction.parts[item.parts].compactMap { part -> Evaluation? in
      guard let signature = Signature(bytes: extraction.signatures[part.signature]) else {
        return nil
      }
      return rulebook.evaluate(
        signature, epoch: rulebook.epoch(of: part.occurred ?? received))
    }
    let found = evaluations.flatMap(\.quarantined)
    if evaluations.contains(where: { $0.standing == .undecodable }) {
      return .staying(obstacle(found.first, rulebook))
    }
    guard let facet else { return verdict(of: evaluations, found, rulebook) }
    let own = found.filter { $0.facet.map { rulebook[$0].name } == facet }
    if let same = own.first(where: { $0.fact == fact && $0.value == value }) {
      return .staying(obstacle(same, rulebook))
    }
    let claims = evaluations.flatMap(\.claims).filter { rulebook[$0.facet].name == facet }
    // Where the fact is called otherwise now, what is left of the facet is meant.
    if claims.isEmpty, let other = own.first { return .staying(obstacle(other, rulebook)) }
    let states = claims.map { "\(facet) \(rulebook[$0.facet].name(of: $0.state))" }
    return .released(becomes: states.first ?? "no claim of \(facet)")
  }

  /// Of something that is no facet's: an amount, a time, or all of the item.
  private func verdict(
    of evaluations: [Evaluation], _ found: [Evaluation.Quarantine], _ rulebook: Rulebook
  ) -> QuarantineTrial.Verdict {
    if let same = found.first(where: {
      $0.facet == nil && $0.reason == reason && $0.fact == fact
    }) {
      return .staying(obstacle(same, rulebook))
    }
    guard let first = evaluations.first else { return .released(becomes: "nothing") }
    switch first.standing {
    case .noted: return .released(becomes: "noted")
    case .thin: return .released(becomes: "awaiting detail")
    case .understood, .undecodable: return .released(becomes: "read as \(first.shape)")
    }
  }

  private func obstacle(
    _ found: Evaluation.Quarantine?, _ rulebook: Rulebook
  ) -> QuarantineTrial.Obstacle {
    guard let found else {
      return QuarantineTrial.Obstacle(reason: reason, fact: fact, value: value)
    }
    let rule = found.rule.map { rulebook[$0] }
    return QuarantineTrial.Obstacle(
      reason: found.reason, fact: found.fact, value: found.value, file: rule?.file,
      line: rule?.line)
  }
}
