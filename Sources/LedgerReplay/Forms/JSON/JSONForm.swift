public import LedgerCore

/// A report as one line of JSON, or as one line for each changed order. It is written in pieces,
/// since nothing of it is left out unless that is asked for.
public struct JSONForm: Sendable {
  private let json: ReportJSON

  /// Orders that are written as one piece, and that one core writes at a time.
  private static let together = 4_096
  private static let inTurn = 64

  public init(_ report: ReplayReport) { json = ReportJSON(report) }

  /// The report as an object.
  ///
  /// - Parameters:
  ///   - first: members that are about the report, such as its digest; they stand in front.
  ///   - limit: changed orders that are written; nil for all.
  public func write(
    first: [(name: String, value: JSONValue)] = [], limit: Int? = nil, to sink: ([UInt8]) -> Void
  ) {
    var head = JSONWriter()
    for member in first {
      head.name(member.name)
      head.raw(member.value.utf8)
    }
    json.writeHead(to: &head)
    head.name("changed")
    sink([UInt8(ascii: "{")] + head.bytes + [UInt8(ascii: "[")])
    var isFirst = true
    writeOrders(limit: limit) { orders in
      var piece: [UInt8] = []
      for order in orders {
        if !isFirst { piece.append(UInt8(ascii: ",")) }
        piece += order
        isFirst = false
      }
      sink(piece)
    }
    sink(Array("]}".utf8))
  }

  /// What the digest is made of.
  func writeCanonical(to sink: ([UInt8]) -> Void) { write(to: sink) }

  /// Each changed order in a line of its own (https://jsonlines.org).
  public func writeLines(to sink: ([UInt8]) -> Void) {
    writeOrders(limit: nil) { orders in
      var piece: [UInt8] = []
      for order in orders { piece += order + [UInt8(ascii: "\n")] }
      sink(piece)
    }
  }

  private func writeOrders(limit: Int?, to sink: ([[UInt8]]) -> Void) {
    let count = min(limit ?? .max, json.report.changed.count)
    let json = json
    for start in stride(from: 0, to: count, by: JSONForm.together) {
      let range = Array(start..<min(start + JSONForm.together, count))
      sink(
        Parallel.map(range, inTurn: JSONForm.inTurn) { index in
          var writer = JSONWriter()
          json.write(json.report.changed[index], to: &writer)
          return writer.bytes
        })
    }
  }
}
