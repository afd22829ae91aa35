import ArgumentParser
import LedgerEngine
import LedgerText

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show where orders stand: truth, and what each system says.",
    discussion: """
      With an order, shows its state in every system, the truth with the rule that says so, and \
      open disagreements. Without, lists orders.

      Examples:
        orderledger status '#1001'
        orderledger status --facet payment --state captured --channel netsuite
        orderledger status --limit 1000 --json | jq -r '.orders[].order.order'
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var page: PageOptions

  @Flag(help: "List test orders too.")
  var tests = false

  @Argument(help: "A correlation ID or any reference value; without, orders are listed.")
  var order: String?

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    if let order {
      show(try opened.order(order, asOf: asOf), asOf)
    } else {
      var filter = try filter.resolve(in: opened, page: page)
      filter.includesTests = tests
      show(try opened.orders(filter, asOf: asOf), asOf)
    }
  }

  private func show(_ report: OrderReport, _ asOf: AsOf) {
    guard !ledger.json else { return Output.json(report.json) }
    let order = OrderText(asOf: asOf, style: .output)
    var text = order.head(report) + order.systems(report) + order.truth(report)
    if !report.disagreements.isEmpty {
      text += order.title("Disagreements")
      text += DisagreementText(asOf: asOf, style: .output).paragraphs(report.disagreements)
    }
    Output.text(text)
  }

  private func show(_ page: Page<OrderReport>, _ asOf: AsOf) {
    guard !ledger.json else { return Output.json(page.json(named: "orders", asOf: asOf)) }
    Output.text(OrderListText(asOf: asOf, style: .output).text(page, of: "orders"))
  }
}
