import ArgumentParser
import LedgerEngine

/// The two rulebooks of a replay.
struct ReplaySides: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The revised rulebook.",
      discussion: "Also @shipped, @active, or @N: the one that was activated at position N.",
      valueName: "dir"), completion: .directory)
  var rules: String

  @Option(
    help: ArgumentHelp(
      "The rulebook that it is compared with, named alike.", valueName: "dir"),
    completion: .directory)
  var against = RulebookSource.activeName

  /// A side, and its rulebook for what stands beside it, such as a policy.
  func side(
    _ text: String, in opened: Ledger, _ options: LedgerOptions
  ) throws -> (source: ReplayRequest.Source, rulebook: Rulebook) {
    let source = try RulebookSource(text, options)
    let rulebook = try source.compile()
    switch source {
    case .active: return (.active, rulebook)
    case .activated(_, let position): return (.activated(at: position), rulebook)
    case .directory, .shipped: return (.rulebook(rulebook, name: text), rulebook)
    }
  }
}
