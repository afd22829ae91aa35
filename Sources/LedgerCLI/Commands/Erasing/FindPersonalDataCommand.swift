import ArgumentParser
import LedgerEngine
import LedgerText

struct FindPersonalDataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find-personal-data",
    abstract: "Look for data of persons that stands in clear, or would stay when they are erased.",
    discussion: """
      Reads the latest deliveries of each channel as the rules do, and lists every value that the rules \
      read: these stay in clear, as facts, references and amounts, when a delivery is erased. Values \
      that look like an e-mail address, a phone number, a network address or a card number are pointed \
      out; names cannot be told from other words, so look at the list of places too. Facts that the \
      index holds and reasons that operators gave are looked through likewise.

      Exit code 1 says that something looks like data of a person.

      Examples:
        orderledger find-personal-data
        orderledger find-personal-data --all --json
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp("Deliveries of each channel that are read, the latest.", valueName: "count"))
  var limit = 1_000

  @Flag(help: "Read every delivery.")
  var all = false

  func run() throws {
    let opened = try ledger.openForReading()
    let progress = Progress("Looking", unit: "entries")
    defer { progress.finish() }
    let found = try opened.findPersonalData(limit: all ? .max : limit) {
      progress.update($0.rawValue, of: $1.rawValue)
    }
    progress.finish()
    if ledger.json {
      Output.json(found.json)
    } else {
      Output.text(found.text)
    }
    if found.isSuspicious { throw NegativeAnswer() }
  }
}

extension PersonalData {
  fileprivate var isSuspicious: Bool {
    (channels.flatMap(\.kept) + facts + words).contains { !$0.suspicious.isEmpty }
  }

  fileprivate var json: JSONValue {
    .object([
      ("encrypted", .bool(isEncrypted)), ("suspicious", .bool(isSuspicious)),
      (
        "channels",
        .array(
          channels.map { channel in
            .object([
              ("channel", .string(channel.name)), ("kind", .string(channel.kind)),
              ("subjects", .array(channel.subjects.map { .string($0) })),
              ("deliveries", .int(channel.deliveries)), ("nameless", .int(channel.nameless)),
              ("kept", .array(channel.kept.map(\.json))),
            ])
          })
      ), ("facts", .array(facts.map(\.json))), ("words", .array(words.map(\.json))),
    ])
  }

  fileprivate var text: String {
    var text =
      isEncrypted
      ? "Headers and bodies are encrypted. What the rules read of them is not:\n"
      : "Headers and bodies are in clear, all of them. What the rules read of them:\n"
    for channel in channels {
      text +=
        "\n\(channel.name), \(Words.count(channel.deliveries, "delivery", "deliveries")) read, "
        + "\(channel.nameless) about nobody\n"
      let subjects = channel.subjects.isEmpty ? "none" : channel.subjects.joined(separator: ", ")
      text += Wrapping.paragraph(subjects, label: "  subjects  ")
      for place in channel.kept { text += place.line }
    }
    text += PersonalData.section("Facts in the index", facts)
    text += PersonalData.section("Words of operators and senders", words)
    return text
      + (isSuspicious ? "" : "\nNothing looks like data of a person; names cannot be told.\n")
  }

  private static func section(_ title: String, _ places: [Place]) -> String {
    let suspicious = places.filter { !$0.suspicious.isEmpty }
    guard !suspicious.isEmpty else { return "" }
    return "\n\(title)\n" + suspicious.map(\.line).joined()
  }
}

extension PersonalData.Place {
  fileprivate var json: JSONValue {
    .object([
      ("place", .string(place)), ("values", .int(values)),
      (
        "suspicious",
        .object(
          PersonalLook.allCases.compactMap { look in
            suspicious[look].map { (look.rawValue, .int($0)) }
          })
      ),
    ])
  }

  fileprivate var line: String {
    let looks = PersonalLook.allCases.compactMap { look in
      suspicious[look].map { "\($0) like \(look == .email ? "an" : "a") \(look.rawValue)" }
    }
    let mark = looks.isEmpty ? "" : "  ! " + looks.joined(separator: ", ")
    return "  \(place)  \(values)\(mark)\n"
  }
}
