import LedgerCore

/// All changed orders of a report as a table (RFC 4180): a line each, CR LF, quotes where they are
/// needed.
public struct CSVForm: Sendable {
  private let report: ReplayReport

  public static let columns = [
    "order", "names", "channel", "amount", "currency", "minor_units", "differences",
    "truth_before", "truth_after", "truth_believed", "opened", "closed", "irreversible",
    "position", "item", "learned", "kind", "shape", "read_before", "rule_before", "read_after",
    "rule_after", "consequences",
  ]
  private static let together = 4_096

  public init(_ report: ReplayReport) { self.report = report }

  public func write(to sink: ([UInt8]) -> Void) {
    sink(CSVForm.line(CSVForm.columns))
    let sentences = report.effects.map(\.text)
    for start in stride(from: 0, to: report.changed.count, by: CSVForm.together) {
      var piece: [UInt8] = []
      for order in report.changed[start..<min(start + CSVForm.together, report.changed.count)] {
        piece += CSVForm.line(cells(of: order, sentences))
      }
      sink(piece)
    }
  }

  private func cells(of order: ChangedOrder, _ sentences: [String]) -> [String] {
    let money = order.money
    let found = order.divergence
    return [
      order.order, CSVForm.list(order.names.filter { $0 != order.order }), order.channel,
      money.map { Money.plain($0.amount, $0.currency) } ?? "",
      money.map { "\($0.currency)" } ?? "", money.map { String($0.amount) } ?? "",
      CSVForm.list(order.effects.map { sentences[$0] }), truth(order.before),
      truth(order.after), order.believed.map(truth) ?? "", subjects(order, .opened),
      subjects(order, .closed), CSVForm.list(order.irreversible),
      found.map { "\($0.item.position)" } ?? "", found.map { "\($0.item.index)" } ?? "",
      found?.received.rfc3339 ?? "", found?.channelKind ?? "", found?.shape ?? "",
      found?.before.reading ?? "", found?.before.place ?? "", found?.after.reading ?? "",
      found?.after.place ?? "", String(order.consequences.count),
    ]
  }

  private func truth(_ outcome: OrderOutcome) -> String {
    CSVForm.list(report.named(outcome).truth.map { "\($0.facet) \($0.state)" })
  }

  private func subjects(_ order: ChangedOrder, _ kind: Effect.Kind) -> String {
    CSVForm.list(
      order.effects.map { report.effects[$0] }.filter { $0.kind == kind }.map(\.subject))
  }

  private static func list(_ texts: [String]) -> String { texts.joined(separator: "; ") }

  private static func line(_ cells: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(safe(cell), to: &bytes)
    }
    return bytes + [13, 10]
  }

  private static func append(_ cell: String, to bytes: inout [UInt8]) {
    let needsQuotes = cell.utf8.contains { $0 == 34 || $0 == 44 || $0 == 13 || $0 == 10 }
    guard needsQuotes else { return bytes += cell.utf8 }
    bytes.append(34)
    for byte in cell.utf8 { bytes += byte == 34 ? [34, 34] : [byte] }
    bytes.append(34)
  }

  /// What systems call an order is not ours to trust: a table program must not take it for a
  /// formula.
  private static func safe(_ cell: String) -> String {
    guard let first = cell.utf8.first, "=+-@\t\r".utf8.contains(first),
      !cell.dropFirst().allSatisfy({ "0123456789.".contains($0) })
    else { return cell }
    return "'" + cell
  }
}
