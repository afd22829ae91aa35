import ArgumentParser
import LedgerEngine

struct ProofCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proof",
    abstract: "Make proofs that others can check without this ledger.",
    discussion: """
      Each proof is a file that holds the signed checkpoint and what ties the answer to it. `orderledger \
      verify --proof FILE --key VKEY` checks it anywhere; docs/proofs.md says how to check it with \
      other programs.

      Examples:
        orderledger proof event 4711 > 4711.tlog-proof
        orderledger proof order '#1001' > 1001.order-proof.json
        orderledger proof consistency 20000 > since-20000.consistency
      """,
    subcommands: [
      ProofEventCommand.self, ProofOrderCommand.self, ProofConsistencyCommand.self,
    ])

  @OptionGroup var ledger: LedgerOptions
}

struct ProofEventCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event",
    abstract: "That an entry is in the log, in these bytes (C2SP tlog-proof).",
    discussion: """
      Example:
        orderledger proof event 4711 > 4711.tlog-proof
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var file: ProofFileOption

  @Option(
    help: ArgumentHelp(
      "Hold it against the checkpoint of so many entries.", discussion: "Default: the last.",
      valueName: "entries"))
  var size: UInt64?

  @Argument(help: "Position of the entry.")
  var position: UInt64

  func run() throws {
    try file.write(
      try ledger.openForReading().eventProof(at: LogPosition(position), size: size).bytes)
  }
}

struct ProofConsistencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consistency",
    abstract: "That a log begins with all of an older one, unaltered.",
    discussion: """
      The older log is named by its number of entries; whoever checks has its checkpoint. The file is \
      what a witness takes (C2SP tlog-witness).

      Example:
        orderledger proof consistency 20000 > since-20000.consistency
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var file: ProofFileOption

  @Argument(help: "Number of entries of the older log.")
  var old: UInt64

  @Argument(help: "Number of entries of the newer checkpoint; the last one, if not given.")
  var new: UInt64?

  func run() throws {
    try file.write(try ledger.openForReading().consistencyProof(from: old, to: new).bytes)
  }
}

struct ProofOrderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order",
    abstract: "That these are all events of an order, or that there is no such order.",
    discussion: """
      Where no order carries what is given, the proof says that none does, in any space of references \
      that the ledger has met.

      Examples:
        orderledger proof order '#1001' > 1001.order-proof.json
        orderledger proof order '#1001' --bodies > 1001.order-proof.json
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var file: ProofFileOption

  @Flag(help: "Put headers and bodies into the proof, so that they can be checked too.")
  var bodies = false

  @Argument(help: "The order's correlation ID, or what any system calls it.")
  var order: String

  func run() throws {
    try file.write(try ledger.openForReading().orderProof(of: order, withBodies: bodies).bytes)
  }
}

/// Where a proof goes.
struct ProofFileOption: ParsableArguments {
  @Option(help: ArgumentHelp("Write the proof to a file.", valueName: "file"))
  var out: String?

  func write(_ bytes: [UInt8]) throws {
    guard let out else { return Output.bytes(bytes) }
    try WrittenFile.write(to: out) { sink in sink(bytes) }
  }
}
