import Glibc
public import LedgerCore
public import LedgerReplay

/// That a replay of all the history against the rulebook in force was made: kept beside the ledger, so
/// that a promotion can name it by the report's digest and make it again.
public struct ReportReceipt: Sendable, Hashable {
  public var report: PromotionRequest.Report
  /// Revisions of the two rulebooks.
  public var before: Hash256
  public var after: Hash256

  public init(of report: ReplayReport, request: ReplayRequest) {
    self.report = PromotionRequest.Report(
      digest: report.digest, through: report.scope.through, head: report.scope.head,
      asOf: report.scope.asOf, isFullBaseline: request.isFullBaseline,
      isAttributed: request.attributes)
    before = report.before.revision
    after = report.after.revision
  }

  /// Nil where the bytes are no receipt.
  init?(_ bytes: [UInt8]) {
    guard let reader = ControlReader(bytes), let digest = reader.hash("digest"),
      let through = reader.position("through"), let head = reader.hash("head"),
      let asOf = reader.time("as_of"), let before = reader.hash("from"),
      let after = reader.hash("to")
    else { return nil }
    report = PromotionRequest.Report(
      digest: digest, through: through, head: head, asOf: asOf,
      isFullBaseline: reader.flag("full_baseline") ?? false,
      isAttributed: reader.flag("attributed") ?? false)
    self.before = before
    self.after = after
  }

  var json: JSONValue {
    .object([
      ("digest", .string("\(report.digest)")), ("through", .int(Int64(report.through.rawValue))),
      ("head", .string("\(report.head)")), ("as_of", .string(report.asOf.rfc3339)),
      ("from", .string("\(before)")), ("to", .string("\(after)")),
      ("full_baseline", .bool(report.isFullBaseline)), ("attributed", .bool(report.isAttributed)),
    ])
  }
}

/// Where receipts are kept: `reports/DIGEST.json` in a ledger's directory.
public struct ReportReceipts: Sendable {
  private let directory: String
  private static let bytesMax = 1 << 16
  /// So many digits of a digest are enough to name it.
  public static let digitsMin = 8

  public init(in ledger: String) { directory = ledger + "/reports" }

  /// - Returns: whether it could be kept: who may only read a ledger can replay all the same.
  @discardableResult
  public func keep(_ receipt: ReportReceipt) -> Bool {
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { return false }
    let digest = receipt.report.digest
    // The process is in the name, since another may keep the same at this moment.
    let temporary = "\(directory)/.\(digest).\(getpid())"
    do {
      try WrittenFile.write(to: "\(directory)/\(digest).json", by: temporary) { sink in
        sink(receipt.json.utf8 + [UInt8(ascii: "\n")])
      }
      return true
    } catch { return false }
  }

  /// The receipts whose digest begins with a text.
  public func find(_ text: String) -> [ReportReceipt] {
    guard text.count >= ReportReceipts.digitsMin else { return [] }
    return Directory.names(in: directory).sorted().compactMap { name in
      guard name.hasPrefix(text.lowercased()), name.hasSuffix(".json") else { return nil }
      return read("\(directory)/\(name)")
    }
  }

  private func read(_ path: String) -> ReportReceipt? {
    guard let bytes = try? SmallFile.bytes(of: path, limit: ReportReceipts.bytesMax) else {
      return nil
    }
    return ReportReceipt(bytes)
  }
}
