import ArgumentParser
import LedgerEngine
import LedgerText

/// What the commands have in common that list groups of messages: orders with held claims, and what
/// no order is tied to.
struct GroupListOptions: ParsableArguments {
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var page: PageOptions

  /// - Parameters:
  ///   - name: of the list in JSON.
  ///   - empty: what to say where there is nothing.
  ///   - rows: a row of the table for each thing that a group has to show.
  func run(
    _ wanted: OrderRow.Flags, named name: String, empty: String, columns: [TextTable.Column],
    rows: (OrderReport) -> [[TextTable.Cell]]
  ) throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    let found = try opened.groups(
      wanted, try filter.resolve(in: opened, page: page), asOf: asOf)
    guard !ledger.json else { return Output.json(found.json(named: name, asOf: asOf)) }
    guard !found.elements.isEmpty else { return Output.text(empty) }
    var table = TextTable(columns)
    for row in found.elements.flatMap(rows) { table.add(row) }
    Output.text(table.text(.output) + OrderListText.more(found.cursor))
  }
}
