public import ArgumentParser
import LedgerEngine
public import LedgerServer
import LedgerText

struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Make, list and revoke tokens for the server.",
    discussion: """
      A token is shown once; the ledger keeps its hash. A server that runs takes changes within a \
      second.

      Examples:
        orderledger token create --name grafana --role dashboard
        orderledger token create --name erp-connector --role ingest --channel netsuite --expires 90d
        orderledger token revoke 3f2a91c0
      """,
    subcommands: [
      TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self,
    ], defaultSubcommand: TokenListCommand.self)

  @OptionGroup var ledger: LedgerOptions
}

extension TokenRole: ExpressibleByArgument {}

struct TokenCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a token and show it, this once.",
    discussion: """
      Example:
        orderledger token create --name grafana --role dashboard
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "Who will use it; entries of the log name them so.")
  var name: String

  @Option(help: "What it is for; may be given again.")
  var role: [TokenRole]

  @Option(help: "A channel on which it delivers; may be given again. Default: all.")
  var channel: [String] = []

  @Option(help: ArgumentHelp("How long it counts. Default: until revoked.", valueName: "age"))
  var expires: Interval?

  func validate() throws {
    if name.isEmpty || name.utf8.count > 200 {
      throw ValidationError("--name has 1 to 200 bytes")
    }
    if !channel.isEmpty, !role.contains(.ingest) {
      throw ValidationError("--channel goes with --role ingest")
    }
  }

  func run() throws {
    let opened = try ledger.openForReading()
    let surroundings = opened.surroundings
    let made = try TokenFile(ledger: ledger.directory).create(
      name: name, roles: Set(role), channels: channel.isEmpty ? nil : Set(channel),
      expires: expires.map { surroundings.now() + $0 }, surroundings: surroundings)
    guard ledger.json else { return Output.text("\(made.text)\n") }
    Output.json(
      .object([("token", .string(made.text)), ("id", .string(made.token.id))]))
  }
}

struct TokenListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the tokens: who has them, and for what.",
    discussion: """
      Example:
        orderledger token list
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let opened = try ledger.openForReading()
    let tokens = try TokenFile(ledger: ledger.directory).read()
    if ledger.json {
      return Output.json(.object([("tokens", .array(tokens.map(\.json)))]))
    }
    guard !tokens.isEmpty else { return Output.text("There are no tokens.\n") }
    var table = TextTable([
      .init(title: "id"), .init(title: "name"), .init(title: "roles"), .init(title: "channels"),
      .init(title: "expires"),
    ])
    let now = opened.surroundings.now()
    for token in tokens {
      let expires = token.expires.map { $0 <= now ? "expired" : $0.rfc3339 } ?? "never"
      table.add([
        .init(token.id), .init(token.name),
        .init(token.roles.map(\.rawValue).sorted().joined(separator: " ")),
        .init(token.channels.map { $0.sorted().joined(separator: " ") } ?? "all"), .init(expires),
      ])
    }
    Output.text(table.text(.output))
  }
}

struct TokenRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Make a token count no longer.",
    discussion: """
      Example:
        orderledger token revoke 3f2a91c0
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "The token's id, as `orderledger token list` shows it.")
  var id: String

  func run() throws {
    _ = try ledger.openForReading()
    guard try TokenFile(ledger: ledger.directory).revoke(id: id) else {
      throw Failure(
        code: "unknown_token", message: "There is no token \(id); see `orderledger token list`")
    }
    if ledger.json {
      Output.json(.object([("revoked", .string(id))]))
    } else {
      Output.text("Token \(id) counts no longer.\n")
    }
  }
}
