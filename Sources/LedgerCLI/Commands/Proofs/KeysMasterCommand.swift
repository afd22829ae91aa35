import ArgumentParser
import LedgerEngine

struct KeysMasterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "master",
    abstract: "Put the keys of an encrypted ledger under another master key.",
    discussion: """
      Only the file of keys is written; the log and its bodies are not touched. From then on the \
      former master key opens nothing of this ledger but copies of the old file.

      Example:
        orderledger --master-key old.key keys master --new new.key
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      "The file of the new master key; made where it is not there.", valueName: "file"))
  var new: String

  func run() throws {
    let opened = try ledger.openForWriting()
    try MasterKeyPlace.make(at: new, random: Surroundings.machine.randomBytes(32))
    do {
      try opened.rotateMasterKey(to: try MasterKeyPlace.key(inFile: new))
    } catch let error as LogError {
      throw LedgerError.log(error)
    }
    if ledger.json {
      Output.json(.object([("master_key", .string(new))]))
    } else {
      Output.text("The keys of \(ledger.directory) are under the master key in \(new).\n")
    }
  }
}
