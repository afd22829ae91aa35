public import LedgerCore
import LedgerStorage

/// Something in a file of a ledger that the store could stumble over.
public struct PageFinding: Sendable, Hashable {
  /// Nil where it is about the file as a whole.
  public var page: UInt64?
  /// Nil where it belongs to no table.
  public var table: String?
  /// Stable, for programs.
  public var code: String
  /// What was found: numbers of pages, nodes and bytes, never keys or values.
  public var found: String
  public var meaning: String
}

/// What a walk of all pages of a file came to.
public struct PageCheckResult: Sendable, Hashable {
  /// The commit that was walked; nil where no header says which.
  public var transaction: UInt64?
  /// Pages in use, headers apart.
  public var pages: UInt64
  public var pagesFree: UInt64
  /// Neither in use nor free: lost to the file, and harmless.
  public var pagesLeftOver: UInt64
  public var findings: [PageFinding]
}

extension PageFinding {
  init(_ finding: WalkFinding) {
    self.init(
      page: finding.page, table: finding.table, code: finding.fault.code,
      found: finding.fault.description, meaning: finding.meaning)
  }

  /// The walk ended its process, which it must not do whatever the file holds.
  static func crashed(_ what: String) -> PageFinding {
    PageFinding(
      code: "walk_ended", found: "looking at the pages ended \(what)",
      meaning: "the file is not read any further; do not use it, and report this")
  }

  fileprivate static func more(_ count: Int) -> PageFinding {
    PageFinding(
      code: "more", found: "\(count) more findings of this kind",
      meaning: "the file is damaged throughout")
  }
}

extension PageCheckResult {
  init(_ report: PageReport) {
    self.init(
      transaction: report.transaction, pages: report.pages, pagesFree: report.pagesFree,
      pagesLeftOver: report.pagesLeftOver, findings: report.findings.map { PageFinding($0) })
    let rest = report.findingsCount - report.findings.count
    if rest > 0 { findings.append(.more(rest)) }
  }

  public var json: JSONValue {
    .object([
      ("ok", .bool(findings.isEmpty)), ("transaction", .number(transaction)),
      ("pages", .number(pages)), ("pages_free", .number(pagesFree)),
      ("pages_left_over", .number(pagesLeftOver)), ("findings", .array(findings.map(\.json))),
    ])
  }

  /// Nil where it is something else, or was cut short.
  init?(_ json: [UInt8]) {
    guard let document = try? JSONDocument.parse(json),
      let list = document.member("findings", of: document.root),
      let pages = document.number("pages", of: document.root),
      let pagesFree = document.number("pages_free", of: document.root),
      let pagesLeftOver = document.number("pages_left_over", of: document.root)
    else { return nil }
    var findings: [PageFinding] = []
    for node in document.children(of: list) {
      guard let finding = PageFinding(document, node) else { return nil }
      findings.append(finding)
    }
    self.init(
      transaction: document.number("transaction", of: document.root), pages: pages,
      pagesFree: pagesFree, pagesLeftOver: pagesLeftOver, findings: findings)
  }
}

extension PageFinding {
  public var json: JSONValue {
    .object([
      ("page", .number(page)), ("table", .optional(table)), ("code", .string(code)),
      ("found", .string(found)), ("meaning", .string(meaning)),
    ])
  }

  fileprivate init?(_ document: JSONDocument, _ node: JSONNode) {
    guard let code = document.text("code", of: node),
      let found = document.text("found", of: node),
      let meaning = document.text("meaning", of: node)
    else { return nil }
    self.init(
      page: document.number("page", of: node), table: document.text("table", of: node),
      code: code, found: found, meaning: meaning)
  }
}

extension JSONValue {
  fileprivate static func number(_ number: UInt64?) -> JSONValue {
    number.map { .int(Int64(clamping: $0)) } ?? .null
  }
}

extension JSONDocument {
  fileprivate func number(_ name: String, of node: JSONNode) -> UInt64? {
    guard let member = member(name, of: node), kind(member) == .number else { return nil }
    return UInt64(text(member))
  }
}
