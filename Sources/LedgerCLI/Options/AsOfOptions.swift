import ArgumentParser
import LedgerEngine

/// A point in the ledger's knowledge.
struct AsOfOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What was known then: a log position or an RFC 3339 time.",
      discussion: "Deadlines are judged at that instant. Default: now.", valueName: "time"))
  var asOf: String?

  func resolve(in ledger: Ledger) throws -> AsOf {
    try asOf.map { try AsOfOptions.resolve($0, in: ledger) } ?? ledger.now
  }

  static func resolve(_ asOf: String, in ledger: Ledger) throws -> AsOf {
    if let position = UInt64(asOf) { return try ledger.asOf(position: LogPosition(position)) }
    guard let time = Timestamp(rfc3339: asOf) else { throw Failure.badTime(asOf) }
    return AsOf(time: time)
  }
}
