import ArgumentParser
import LedgerEngine

/// Which part of a list.
struct PageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Show at most so many orders.", valueName: "n"))
  var limit = 50

  @Option(
    help: ArgumentHelp(
      "Begin behind the order that the page before ended with (its `next`).", valueName: "cursor"))
  var after: String?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more") }
    guard after == nil || cursor != nil else {
      throw ValidationError("--after takes the `next` of a page before, such as ord-1z141z4")
    }
  }

  private var cursor: ThreadID? { after.flatMap { CorrelationID.thread(of: $0) } }

  func apply(to filter: inout ListFilter) {
    filter.limit = limit
    filter.after = cursor
  }
}
