public import LedgerCore
public import LedgerRules

/// A rulebook made ready for folding: what each code means, in flat arrays.
public struct FoldTable: Sendable {
  /// An `Evaluation` without references to count.
  struct Row: Sendable {
    var standing: Evaluation.Standing
    var system: SystemID
    var role: Role
    var isHearsay: Bool
    var isAction: Bool
    var isTest: Bool
    var entityKind: UInt8
    var presence: PresenceClaim?
    var origin: SystemID?
    var hop: HopStage?
    var traits: TraitSet
    var claims: Range<Int32>
    var quarantined: Range<Int32>
    var reason: Int32
  }

  let rules: FoldRules
  /// By code, then epoch.
  private(set) var rows: ContiguousArray<Row> = []
  private(set) var claims: ContiguousArray<Evaluation.Claim> = []
  private(set) var quarantined: [Evaluation.Quarantine] = []
  private(set) var reasons: [String] = [""]
  let epochCount: Int
  let epochs: [Int64]
  public private(set) var signatures: [Signature] = []

  public var rulebook: Rulebook { rules.rulebook }
  public var codeCount: Int { signatures.count }

  public init(rulebook: Rulebook) {
    self.init(rules: FoldRules(rulebook))
  }

  init(rules: FoldRules) {
    self.rules = rules
    let rulebook = rules.rulebook
    epochs = rulebook.epochs.map(\.rawValue)
    epochCount = epochs.count + 1
  }

  /// The same codes by other rules of the same rulebook.
  init(_ other: FoldTable, rules: FoldRules) {
    self.init(rules: rules)
    rows = other.rows
    claims = other.claims
    quarantined = other.quarantined
    reasons = other.reasons
    signatures = other.signatures
  }

  /// Adds the next code, in order.
  public mutating func append(_ signature: Signature) {
    for epoch in 0..<epochCount { append(rulebook.evaluate(signature, epoch: epoch)) }
    signatures.append(signature)
  }

  /// Adds the next code with what it means in each epoch.
  mutating func append(_ signature: Signature, meaning: [Evaluation]) {
    for evaluation in meaning { append(evaluation) }
    signatures.append(signature)
  }

  /// What a code means at an instant.
  func row(code: UInt32, at instant: Int64) -> Row {
    let epoch = epochs.isEmpty ? 0 : epochs.count { $0 <= instant }
    return rows[Int(code) * epochCount + epoch]
  }

  /// What a code means at an instant, whole: for explaining, not for folding.
  public func evaluation(of code: UInt32, at instant: Int64) -> Evaluation {
    let epoch = epochs.isEmpty ? 0 : epochs.count { $0 <= instant }
    return rulebook.evaluate(signatures[Int(code)], epoch: epoch)
  }

  /// Whether something of it cannot be read.
  public func isQuarantined(code: UInt32, at instant: Int64) -> Bool {
    !row(code: code, at: instant).quarantined.isEmpty
  }

  public func standing(of code: UInt32, at instant: Int64) -> Evaluation.Standing {
    row(code: code, at: instant).standing
  }

  private mutating func append(_ evaluation: Evaluation) {
    let firstClaim = Int32(claims.count)
    claims.append(contentsOf: evaluation.claims)
    let firstQuarantined = Int32(quarantined.count)
    quarantined.append(contentsOf: evaluation.quarantined)
    var reason: Int32 = 0
    if !evaluation.reason.isEmpty {
      reason = Int32(reasons.count)
      reasons.append(evaluation.reason)
    }
    rows.append(
      Row(
        standing: evaluation.standing, system: evaluation.system,
        role: rulebook.systems.isEmpty ? .storefront : rulebook.role(of: evaluation.system),
        isHearsay: evaluation.isHearsay, isAction: evaluation.isAction,
        isTest: evaluation.isTest, entityKind: evaluation.entityKind,
        presence: evaluation.presence, origin: evaluation.origin, hop: evaluation.hop,
        traits: evaluation.traits, claims: firstClaim..<Int32(claims.count),
        quarantined: firstQuarantined..<Int32(quarantined.count), reason: reason))
  }
}
