import ArgumentParser
import LedgerEngine

struct HeldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "held",
    abstract: "List orders with claims whose effect on truth waits for a prerequisite.",
    discussion: """
      A warehouse may say "shipped" before any system has placed the order. The claim stands for \
      the warehouse at once; truth waits until the order is known, or until the hold runs out.

      Example:
        orderledger held --channel shipstation
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var page: PageOptions

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    let filter = try filter.resolve(in: opened, page: page)
    let found = try opened.groups(.held, filter, asOf: asOf)
    if ledger.json {
      Output.json(found.json(named: "held", asOf: asOf))
    } else {
      Output.text(text(found))
    }
  }

  private func text(_ found: Page<OrderReport>) -> String {
    guard !found.elements.isEmpty else { return "Nothing is held.\n" }
    var table = TextTable([
      .init(title: "order"), .init(title: "known as", wraps: true), .init(title: "system"),
      .init(title: "claim"), .init(title: "since"), .init(title: "held until"),
    ])
    for order in found.elements {
      for system in order.systems {
        for facet in system.facets {
          guard let until = facet.heldUntil else { continue }
          table.add([
            .init(order.order), .init(order.knownAs), .init(system.name),
            .init("\(facet.facet) \(facet.state)"), .init(facet.since.rfc3339),
            .init(until.rfc3339),
          ])
        }
      }
    }
    return table.text() + OrderListText.more(found.next)
  }
}
