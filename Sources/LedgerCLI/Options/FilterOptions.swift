import ArgumentParser
import LedgerEngine

/// Which orders or disagreements to list.
struct FilterOptions: ParsableArguments {
  @Option(help: "Only orders with a truth in this facet.")
  var facet: String?

  @Option(help: "Only orders whose truth in --facet is this state.")
  var state: String?

  @Option(help: "Only orders that this channel has spoken of.")
  var channel: String?

  @Option(help: "Only disagreements, or orders with one, of this pattern or SLA.")
  var pattern: String?

  @Option(help: "Only disagreements, or orders with one, of this cause.")
  var cause: Cause?

  @Option(
    help: ArgumentHelp(
      "Only what began at least so long ago, such as 6h or 2d: a disagreement, a held claim, an "
        + "unlinked group.", valueName: "age"))
  var olderThan: Interval?

  func validate() throws {
    guard state == nil || facet != nil else { throw ValidationError("--state needs --facet") }
  }

  /// The filter, with names checked against the ledger.
  func resolve(in ledger: Ledger, page: PageOptions) throws -> ListFilter {
    let rulebook = ledger.rulebook
    var filter = ListFilter(limit: page.limit)
    page.apply(to: &filter)
    filter.facet = try KnownNames.known(facet, "facet", rulebook.facets.map(\.name))
    if let facet, let id = rulebook.facet(named: facet) {
      filter.state = try KnownNames.known(state, "state of \(facet)", rulebook[id].states)
    }
    filter.channel = try KnownNames.known(channel, "channel", ledger.channels.map(\.name))
    filter.pattern = try KnownNames.known(pattern, "pattern", rulebook.patterns.map(\.name))
    filter.cause = cause
    filter.olderThan = olderThan
    return filter
  }
}

/// Names that must be among those the ledger knows: an unknown one would silently find nothing.
enum KnownNames {
  static func known(_ name: String?, _ what: String, _ names: [String]) throws -> String? {
    guard let name, !names.contains(name) else { return name }
    throw Failure(
      code: "unknown_name",
      message: "there is no \(what) \(name); known: "
        + (names.isEmpty ? "none" : names.joined(separator: ", ")), exitCode: 64)
  }
}
