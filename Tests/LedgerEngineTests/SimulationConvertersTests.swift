import LedgerCore
import LedgerTesting
import Testing

@Suite("Converters of real histories")
struct SimulationConvertersTests {
  private func records(_ text: String, chunk: Int = 7) -> [[String]] {
    var reader = CSVReader()
    var records: [[String]] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes {
        reader.read($0) { records.append($0.map { String(decoding: $0, as: UTF8.self) }) }
      }
    }
    reader.finish { records.append($0.map { String(decoding: $0, as: UTF8.self) }) }
    return records
  }

  @Test("quoted fields hold commas, quotes and line feeds", arguments: [1, 2, 3, 100])
  func quoted(chunk: Int) {
    let text = "a,b\r\n\"x, \"\"y\"\"\nz\",\n\"\",last"
    #expect(records(text, chunk: chunk) == [["a", "b"], ["x, \"y\"\nz", ""], ["", "last"]])
  }

  private func shopLines(_ files: [String]) throws -> [String] {
    var converter = OnlineRetailConverter()
    var lines: [String] = []
    for file in files {
      converter.beginFile()
      for record in records(file) {
        try converter.convert(record.map { Array($0.utf8) }) {
          lines.append(String(decoding: $0, as: UTF8.self))
        }
      }
    }
    return lines
  }

  private static let heading =
    "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,CustomerID,Country\n"

  @Test("equal lines of an invoice are two deliveries, and the overlap is the same ones again")
  func redelivery() throws {
    let mug = "536365,85123A,MUG,6,2010-12-01T08:26:00,2.55,17850,United Kingdom\n"
    let first = Self.heading + mug + mug + "536365,37509,nan,2,2010-12-09T15:57:00,0.0,,Spain\n"
    let second = Self.heading + "536365,37509,,2,2010-12-09T15:57:00,0.0,,Spain\n" + mug + mug
    let lines = try shopLines([first, second])
    #expect(lines.count == 6)
    let bodies = lines.map { $0.split(separator: #""headers":"#)[1] }
    #expect(Set(bodies).count == 3)
    #expect(Set(bodies[..<3]) == Set(bodies[3...]))
    #expect(lines[3].contains(#""x-line-id":"536365/37509/1""#))
    #expect(lines[1].contains(#""x-line-id":"536365/85123A/2""#))
    #expect(lines[5].contains(#""received":"2010-12-09T15:57:00.000Z""#))
  }

  @Test("a file of other columns is refused by the column that it lacks")
  func columns() throws {
    #expect(throws: ConversionError.missingColumn(name: "StockCode")) {
      try shopLines(["Invoice,Stock\n1,2\n"])
    }
    #expect(throws: ConversionError.shortRecord(line: 2, fields: 2, expected: 8)) {
      try shopLines([Self.heading + "1,2\n"])
    }
  }

  @Test("purchasing events go to their systems, in the order of time, then of the log")
  func purchasing() throws {
    let text = """
      case:concept:name,case:(case) Purchasing Document,case:(case) Item,case:(case) Item Type,\
      case:(case) Vendor,event_index,time:timestamp,Cumulative net worth (EUR),User,concept:name
      1_1,1,1,Service,v1,0,2018-01-03T09:49:00.000+01:00,5.0,b,SRM: Created
      1_1,1,1,Service,v1,1,2018-01-03T10:49:00.000+01:00,5.0,b,Create Purchase Order Item
      1_1,1,1,Service,v1,2,2018-01-03T10:49:00.000+01:00,5.0,b,Record Goods Receipt
      2_1,2,1,Service,v1,0,2018-01-03T10:00:00.000+01:00,5.0,b,Vendor creates invoice
      2_1,2,1,Service,v1,1,2018-07-03T10:00:00.000+02:00,5.0,b,Clear Invoice
      """
    var converter = PurchasingConverter()
    for record in records(text) { try converter.convert(record.map { Array($0.utf8) }) }
    var lines: [String] = []
    converter.finish { lines.append(String(decoding: $0, as: UTF8.self)) }
    let starts = [
      #"{"channel":"srm","received":"2018-01-03T08:49:00.000Z""#,
      #"{"channel":"vendor","received":"2018-01-03T09:00:00.000Z""#,
      #"{"channel":"purchasing","received":"2018-01-03T09:49:00.000Z""#,
      #"{"channel":"receiving","received":"2018-01-03T09:49:00.000Z""#,
      #"{"channel":"payables","received":"2018-07-03T08:00:00.000Z""#,
    ]
    #expect(lines.count == starts.count)
    for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start)) }
  }
}
