import LedgerEngine

/// Where things stand in a bundle.
struct AuditPaths {
  static let key = "keys/ledger.vkey"
  private let evidence: AuditEvidence

  init(_ evidence: AuditEvidence) { self.evidence = evidence }

  /// Positions have at most so many digits, and names of one length sort by them.
  private static let digits = 15

  static func padded(_ position: LogPosition) -> String {
    let text = "\(position)"
    return String(repeating: "0", count: digits - text.count) + text
  }

  func folder(of position: LogPosition) -> String { "entries/\(AuditPaths.padded(position))" }

  func folder(of applied: AuditEvidence.AppliedRulebook) -> String {
    "rules/\(AuditPaths.padded(applied.position))-\(applied.rulebook.revision.short)"
  }

  /// Files of an entry, as a page names them.
  func links(to recorded: AuditEvidence.Recorded) -> [(words: String, path: String)] {
    let folder = folder(of: recorded.position)
    var links = [("entry", "\(folder)/entry.bin"), ("proof", "\(folder)/proof.tlog-proof")]
    if recorded.content != nil {
      links = [("body", "\(folder)/body"), ("headers", "\(folder)/headers.txt")] + links
    }
    return links.map { (words: $0.0, path: $0.1) }
  }
}
