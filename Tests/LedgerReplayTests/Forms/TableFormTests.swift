import Foundation
import LedgerCore
import Testing

@testable import LedgerReplay

@Suite("A report as lines")
struct TableFormTests {
  /// Reads RFC 4180 strictly.
  private func parse(_ bytes: [UInt8]) throws -> [[String]] {
    var rows: [[String]] = [[]]
    var cell: [UInt8] = []
    var isQuoted = false
    var index = 0
    func peek() -> UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }
    while index < bytes.count {
      let byte = bytes[index]
      if isQuoted {
        if byte == 34, peek() == 34 {
          cell.append(34)
          index += 1
        } else if byte == 34 {
          isQuoted = false
        } else {
          cell.append(byte)
        }
      } else if byte == 34 {
        try #require(cell.isEmpty, "quotes begin a cell")
        isQuoted = true
      } else if byte == 44 || byte == 13 {
        rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
        cell = []
        if byte == 13 {
          try #require(peek() == 10, "lines end in CR LF")
          index += 1
          rows.append([])
        }
      } else {
        try #require(byte != 10, "a line feed stands in quotes")
        cell.append(byte)
      }
      index += 1
    }
    #expect(rows.last == [] && cell.isEmpty && !isQuoted)
    return rows.dropLast()
  }

  @Test("CSV has a line for each changed order, quoted as RFC 4180 says, and no formulas")
  func csv() throws {
    let report = try MadeReport().full().report
    var bytes: [UInt8] = []
    CSVForm(report).write { bytes += $0 }
    let rows = try parse(bytes)
    #expect(rows.first == CSVForm.columns)
    #expect(rows.count == 5 && rows.allSatisfy { $0.count == CSVForm.columns.count })
    func cell(_ row: Int, _ column: String) -> String? {
      CSVForm.columns.firstIndex(of: column).map { rows[row][$0] }
    }
    #expect(cell(1, "order") == "ord-1" && cell(1, "amount") == "1234.00")
    #expect(cell(1, "minor_units") == "123400" && cell(1, "currency") == "EUR")
    #expect(cell(1, "truth_before") == "payment captured")
    #expect(cell(1, "truth_after") == "payment authorized")
    #expect(cell(1, "opened") == "erp_missing" && cell(2, "closed") == "erp_missing")
    #expect(cell(1, "rule_after") == "channels/shop.yaml:14" && cell(1, "consequences") == "1")
    let name = "=HYPERLINK(\"http://x\")|<b>&'@all\n`#1`"
    #expect(cell(4, "order") == "'" + name)
    #expect(cell(4, "amount") == "7" && cell(4, "currency") == "JPY")
  }

  @Test("NDJSON has a line for each changed order, whatever is shown elsewhere")
  func lines() throws {
    let made = try MadeReport()
    let report = made.report(
      (1...5_000).map {
        MadeReport.Order(name: "ord-\($0)", effects: [MadeReport.claimed])
      })
    var bytes: [UInt8] = []
    JSONForm(report).writeLines { bytes += $0 }
    let lines = bytes.split(separator: 10)
    #expect(lines.count == 5_000)
    for line in [lines[0], lines[4_095], lines[4_096], lines[4_999]] {
      let document = try JSONDocument.parse(Array(line))
      let order = try #require(document.member("order", of: document.root))
      #expect(document.text(order).hasPrefix("ord-"))
    }
    var csv: [UInt8] = []
    CSVForm(report).write { csv += $0 }
    #expect(try parse(csv).count == 5_001)
  }

  @Test("JSON tells money twice, and shows fewer orders where that is asked for")
  func json() throws {
    let report = try MadeReport().full().report
    var bytes: [UInt8] = []
    JSONForm(report).write(limit: 1) { bytes += $0 }
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect((object["changed"] as? [Any])?.count == 1)
    #expect((object["orders"] as? [String: Int])?["changed"] == 4)
    let money = try #require(object["money"] as? [String: [String: Any]])
    #expect(money["EUR"]?["value"] as? String == "1234.00")
    #expect(money["EUR"]?["minor"] as? Int == 123_400)
    #expect(money["JPY"]?["value"] as? String == "7")
    #expect(object["samples"] as? [String] == ["ord-4", "ord-1"])
    #expect((object["unused"] as? [String]) == ["channels/shop.yaml:12"])
    let attribution = try #require(object["attribution"] as? [String: Any])
    #expect((attribution["units"] as? [Any])?.count == 2)
    let effects = try #require(object["effects"] as? [[String: Any]])
    #expect(effects.allSatisfy { ($0["orders"] as? Int ?? 0) > 0 })
  }
}
