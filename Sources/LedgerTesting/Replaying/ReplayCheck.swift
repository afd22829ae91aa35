public import LedgerEngine

/// Holds the reports of replays over one history against what two ledgers of it say.
public final class ReplayCheck: Sendable {
  public let history: StoredHistory
  private let copy: StoredHistory.Copy
  private let picture: LedgerPicture

  public init(_ history: StoredHistory) throws {
    self.history = history
    copy = try history.copy()
    picture = try LedgerPicture(of: copy.ledger, asOf: history.asOf)
  }

  /// A report, and in what it is not so.
  public struct Outcome: Sendable {
    public var report: ReplayReport
    /// In sentences; empty where the report is exact.
    public var differences: [String]
  }

  public func outcome(of change: RuleChange) throws -> Outcome {
    let rulebook = history.rulebook
    let former = try change.former.isEmpty ? nil : rulebook.edited(change.former)
    let revised = try change.edits.isEmpty ? rulebook : rulebook.edited(change.edits)
    return try outcome(of: revised, from: former)
  }

  /// Replays the history through another rulebook; and makes of its deliveries a ledger with that one,
  /// from nothing.
  ///
  /// - Parameters:
  ///   - former: the rulebook before, where it is not that of the history.
  ///   - paths: changed orders that are followed event by event.
  public func outcome(
    of revised: Rulebook, from former: Rulebook? = nil, asOf: AsOf? = nil, paths: Int = 2
  ) throws -> Outcome {
    let asOf = asOf ?? history.asOf
    let before = try former.map { try history.copy(activating: $0) } ?? copy
    let after = try history.copy(activating: revised)
    return try withExtendedLifetime((before, after)) {
      let expected = try ExpectedReplay(
        before: former == nil && asOf == history.asOf
          ? picture : try LedgerPicture(of: before.ledger, asOf: asOf),
        after: try LedgerPicture(of: after.ledger, asOf: asOf))
      let report = try before.ledger.replay(ReplayRequest(revised, asOf: asOf))
      return Outcome(
        report: report,
        differences: expected.differences(from: report)
          + (try expected.pathDifferences(from: report, orders: paths)))
    }
  }
}
