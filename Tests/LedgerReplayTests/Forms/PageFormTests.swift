import Foundation
import FoundationXML
import LedgerCore
import LedgerRules
import Testing

@testable import LedgerReplay

@Suite("A report as a page")
struct PageFormTests {
  private func html(_ report: ReplayReport, _ judgement: Judgement? = nil) -> String {
    var bytes: [UInt8] = []
    HTMLForm(report, judgement: judgement).write { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What people read: text without tags.
  private func words(_ html: String) -> String {
    html.replacingOccurrences(of: "(?s)<style>.*?</style>", with: "", options: .regularExpression)
      .replacingOccurrences(of: "<wbr/>", with: "")
      .replacingOccurrences(of: "<[^>]*>", with: " ", options: .regularExpression)
      .replacingOccurrences(of: " +", with: " ", options: .regularExpression)
  }

  @Test("HTML is one well-formed page without scripts and without anything from outside")
  func selfContained() throws {
    let (report, judgement) = try MadeReport().full()
    for page in [html(report, judgement), html(try MadeReport(isExact: false).report([]))] {
      let parser = XMLParser(data: Data(page.utf8))
      #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
      for word in ["<script", "src=", "href=", "url(", "@import", "javascript:"] {
        #expect(!page.contains(word), "\(word)")
      }
      #expect(page.contains("default-src 'none'"))
      #expect(page.contains("prefers-color-scheme:dark") && page.contains("@media print"))
    }
  }

  @Test("base rates of a sample are said to be so")
  func sampled() throws {
    var (report, judgement) = try MadeReport().full()
    #expect(!words(html(report, judgement)).contains("Base rates"))
    report.commonalities = [
      Commonality(fact: "channel = shop-eu", changed: 3, all: 2, counted: 50)
    ]
    let sentence = "Base rates are those of 50 orders spread over the history."
    #expect(words(html(report, judgement)).contains(sentence))
    #expect(MarkdownForm(report).text.contains(sentence))
    #expect(words(html(report, judgement)).contains("18.8 times the base rate"))
  }

  @Test("HTML says in words and pictures what the report holds, patterns by their titles")
  func told() throws {
    let (report, judgement) = try MadeReport().full()
    let page = html(report, judgement)
    let words = words(page)
    for text in [
      "4 of 100 orders change", "Beyond policy", "Baseline exact", "1 expectation", "not expected",
      "Not in the ERP", "75 % have channel = shop-eu, 12.5 times the base rate", "without effect",
      "channels/shop.yaml 1 12", "Not evaluable", "it was erased", "payment captured",
      "is read differently", "follows from it", "erp fulfillment shipped", "\(report.digest)",
    ] {
      #expect(words.contains(text), "\(text)")
    }
    #expect(page.contains("class=\"matrix\""))
    #expect(page.contains("captured → authorized: 1 order, 1,234.00 EUR"))
    #expect(!page.contains("<b>&'") && page.contains("&lt;b&gt;&amp;&#39;@all"))
  }

  @Test("money flows from state to state, where it does not all go one way")
  func flow() throws {
    let made = try MadeReport()
    let voided = Effect(.truth, "payment", of: "shop-eu", from: "captured", to: "voided")
    func order(_ number: Int, _ effect: Effect) -> MadeReport.Order {
      MadeReport.Order(
        name: "ord-\(number)", effects: [effect], money: MadeReport.euros(Int64(number)))
    }
    #expect(!html(made.report([order(1, voided)])).contains("class=\"flow\""))
    let page = html(made.report([order(1, voided), order(2, MadeReport.captured)]))
    #expect(page.contains("class=\"flow\"") && page.contains("captured → voided: 1.00 EUR"))
  }

  @Test("Markdown says the same, folds samples away, calls nobody and links to no issue")
  func markdown() throws {
    let (report, judgement) = try MadeReport().full()
    let text = MarkdownForm(report, judgement: judgement).text
    for part in [
      "## Replay: 4 of 100 orders change", "❌ **Policy** beyond", "### Not expected",
      "75 % have channel", "**without effect**", "No item of the history hits 1 row",
      "<details><summary>", "report `\(report.digest)`",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    let outside = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    #expect(!outside.contains("@all") && !outside.contains("#1"))
  }

  @Test("Markdown fits a comment whatever there is to tell, and names what it leaves out")
  func fits() throws {
    let long = String(repeating: "x", count: 400)
    let orders = (1...600).map { number in
      MadeReport.Order(
        name: "\(long)\(number)",
        effects: (1...12).map {
          Effect(.quarantined, "unknown_value", to: "\(long) = \(number).\($0)")
        } + [MadeReport.claimed],
        consequences: (1...12).map { step in
          (
            ItemID(position: LogPosition(UInt64(step * 1_000)), index: 0), MadeReport.asOf,
            (1...9).map { Effect(.claim, "\(long)\($0)", of: long, from: "a", to: "b") }
          )
        })
    }
    var report = try MadeReport().report(orders)
    report.commonalities = (1...99).map {
      Commonality(fact: "\(long)\($0)", changed: 1, all: 2, counted: 100)
    }
    let text = MarkdownForm(report, limit: 400).text
    #expect(text.utf16.count <= MarkdownForm.charactersMax)
    #expect(text.utf16.count > MarkdownForm.charactersMax / 2)
    #expect(text.contains("Not shown, to fit a comment") && text.contains("\(report.digest)"))
    #expect(text.components(separatedBy: "<details>").count > 2)
    #expect(
      text.components(separatedBy: "<details>").count
        == text.components(separatedBy: "</details>").count)
  }
}
