import ArgumentParser
import LedgerEngine
import LedgerText

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

  @OptionGroup var options: GroupListOptions

  func run() throws {
    try options.run(
      .held, named: "held", empty: "Nothing is held.\n",
      columns: [
        .init(title: "order"), .init(title: "known as", wraps: true), .init(title: "system"),
        .init(title: "claim"), .init(title: "since"), .init(title: "held until"),
      ]
    ) { order in
      order.systems.flatMap { system in
        system.facets.compactMap { facet in
          facet.heldUntil.map { until in
            [
              .init(order.order), .init(order.knownAs), .init(system.name),
              .init("\(facet.facet) \(facet.state)"), .init(facet.since.rfc3339),
              .init(until.rfc3339),
            ]
          }
        }
      }
    }
  }
}
