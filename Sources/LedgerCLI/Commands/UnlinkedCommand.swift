import ArgumentParser
import LedgerEngine
import LedgerText

struct UnlinkedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlinked",
    abstract: "List messages that no reference ties to an order yet.",
    discussion: """
      Most payment and parcel messages carry no order number; they are held together by their own \
      references until a message names both. What ought to be tied to an order, and never will be \
      by itself, can be: see `orderledger help join`. A message that carries no reference at all \
      is named by its position, such as @1042.

      Examples:
        orderledger unlinked --channel stripe
        orderledger join ord-jny8 '#1001' --reason "label printed by hand"
      """)

  @OptionGroup var options: GroupListOptions

  func run() throws {
    try options.run(
      .unlinked, named: "unlinked", empty: "Nothing is unlinked.\n",
      columns: [
        .init(title: "group"), .init(title: "position", isRight: true),
        .init(title: "items", isRight: true), .init(title: "systems"),
        .init(title: "references", wraps: true), .init(title: "says", wraps: true),
        .init(title: "last learned"),
      ]
    ) { group in
      let says = group.systems.flatMap(\.facets).map { "\($0.facet) \($0.state)" }
      let names = names(of: group)
      return [
        [
          .init(group.order), .init("\(group.root)"), .init(Words.grouped(group.counts.items)),
          .init(group.systems.map(\.name).joined(separator: ", ")),
          .init(names.joined(separator: ", ")), .init(says.joined(separator: ", ")),
          .init(group.lastLearned.rfc3339),
        ]
      ]
    }
  }

  /// What an unlinked group can be called by, each value once.
  private func names(of group: OrderReport) -> [String] {
    var values: Set<String> = []
    let names = group.names.map(\.reference).filter { values.insert($0.value).inserted }
    // What carries no reference can be named by its position alone.
    return names.isEmpty ? ["@\(group.root)"] : names.map { "\($0.space.kind) \($0.value)" }
  }
}
