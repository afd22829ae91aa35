import LedgerCore

/// Turns `online-retail-ii` (order lines of a web shop, two overlapping exports) into deliveries,
/// one for each line.
///
/// The delivery's key is (invoice, stock code, how often this pair has come in this file): the
/// exports have no line numbers, an invoice may truly hold the same line twice, and seven invoices
/// list their lines in another order in the second export. See
/// `docs/examples/online-retail/README.md`.
public struct OnlineRetailConverter {
  public private(set) var deliveries = 0
  private var heading: Columns?
  private var seen: [Line: Int] = [:]
  private var received = Timestamp.distantPast
  private let out = BodyWriter(capacity: 2048)

  private struct Line: Hashable {
    let invoice: [UInt8]
    let stockCode: [UInt8]
  }

  private struct Columns {
    let count: Int
    let invoice, stockCode, description, quantity, date, price, customer, country: Int

    init(_ record: [[UInt8]]) throws(ConversionError) {
      let heading = CSVHeading(record)
      count = heading.count
      invoice = try heading.column("Invoice")
      stockCode = try heading.column("StockCode")
      description = try heading.column("Description")
      quantity = try heading.column("Quantity")
      date = try heading.column("InvoiceDate")
      price = try heading.column("Price")
      customer = try heading.column("CustomerID")
      country = try heading.column("Country")
    }
  }

  public init() {}

  /// Begins the next file: its first record is a heading, and lines are counted anew.
  public mutating func beginFile() {
    heading = nil
    seen.removeAll(keepingCapacity: true)
  }

  /// Takes a record of the file; gives its delivery to `line`.
  public mutating func convert(
    _ record: [[UInt8]], line: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard let heading else {
      self.heading = try Columns(record)
      return
    }
    guard record.count == heading.count else {
      throw ConversionError.shortRecord(
        line: deliveries + 2, fields: record.count, expected: heading.count)
    }
    guard let date = Timestamp(csv: record[heading.date]) else {
      throw ConversionError.badTime(
        line: deliveries + 2, text: String(decoding: record[heading.date], as: UTF8.self))
    }
    let key = Line(invoice: record[heading.invoice], stockCode: record[heading.stockCode])
    seen[key, default: 0] += 1
    // The second export begins before the first ends: receipt never goes back.
    received = max(received, date)
    deliveries += 1
    write(record, heading, occurrence: seen[key] ?? 1)
    try out.withBytes(line)
  }

  private func write(_ record: [[UInt8]], _ heading: Columns, occurrence: Int) {
    let invoice = String(decoding: record[heading.invoice], as: UTF8.self)
    let stockCode = String(decoding: record[heading.stockCode], as: UTF8.self)
    out.removeAll()
    out.text(#"{"channel":"shop","received":""#).milliseconds(received)
    out.text(#"","headers":{"x-line-id":"#).quoted("\(invoice)/\(stockCode)/\(occurrence)")
    out.text(#"},"body":{"Invoice":"#).quoted(invoice)
    out.text(#","StockCode":"#).quoted(stockCode).text(#","Line":"#).number(occurrence)
    out.text(#","Description":"#)
    description(record[heading.description])
    out.text(#","Quantity":"#).plain(String(decoding: record[heading.quantity], as: UTF8.self))
    text("InvoiceDate", record[heading.date])
    text("Price", record[heading.price])
    text("CustomerID", record[heading.customer])
    text("Country", record[heading.country])
    out.text("}}\n")
  }

  /// A missing text is `nan` in the first export and empty in the second: one delivery,
  /// one spelling.
  private func description(_ text: [UInt8]) {
    let text = String(decoding: text, as: UTF8.self)
    if text.isEmpty || text == "nan" { out.text("null") } else { out.quoted(text) }
  }

  private func text(_ name: StaticString, _ value: [UInt8]) {
    out.text(",\"").text(name).text("\":").quoted(String(decoding: value, as: UTF8.self))
  }
}
