import ArgumentParser
import LedgerEngine

struct UnlinkedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlinked",
    abstract: "List messages that no reference ties to an order yet.",
    discussion: """
      Most payment and parcel messages carry no order number; they are held together by their own \
      references until a message names both.

      Example:
        orderledger unlinked --channel stripe
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var page: PageOptions

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    let filter = try filter.resolve(in: opened, page: page)
    let found = try opened.groups(.unlinked, filter, asOf: asOf)
    if ledger.json {
      Output.json(found.json(named: "unlinked", asOf: asOf))
    } else {
      Output.text(text(found))
    }
  }

  private func text(_ found: Page<OrderReport>) -> String {
    guard !found.elements.isEmpty else { return "Nothing is unlinked.\n" }
    var table = TextTable([
      .init(title: "group"), .init(title: "items", isRight: true), .init(title: "systems"),
      .init(title: "references", wraps: true), .init(title: "says", wraps: true),
      .init(title: "last learned"),
    ])
    for group in found.elements {
      let says = group.systems.flatMap(\.facets).map { "\($0.facet) \($0.state)" }
      table.add([
        .init(group.order), .init(Words.grouped(group.counts.items)),
        .init(group.systems.map(\.name).joined(separator: ", ")),
        .init(
          group.names.map { "\($0.reference.space.kind) \($0.reference.value)" }
            .joined(separator: ", ")),
        .init(says.joined(separator: ", ")), .init(group.lastLearned.rfc3339),
      ])
    }
    return table.text() + OrderListText.more(found.next)
  }
}
