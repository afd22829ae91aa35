import Glibc
public import LedgerChannels

/// The secrets that channels share with their senders. They come from outside of the ledger and are
/// never written into it: from a file that only its owner may read, and from environment variables.
///
/// All secrets of a channel are in force, so that one can be replaced by another without a gap.
public struct ChannelSecrets: Sendable {
  /// Names the file with secrets.
  public static let fileVariable = "ORDERLEDGER_SECRETS"
  private static let prefix = "ORDERLEDGER_SECRET_"
  private static let verificationPrefix = "ORDERLEDGER_VERIFICATION_TOKEN_"

  private let filed: SecretsFile.Content
  private let file: StampedFile?
  private let ledger: String
  private let environment: @Sendable (String) -> String?

  /// Reads a file, where one is given, and takes the rest from the environment as it is asked for.
  ///
  /// - Parameters:
  ///   - file: see `SecretsFile`.
  ///   - ledger: the ledger's directory, in which the file must not be.
  ///   - environment: the value of a variable; nil where it is not set.
  public init(
    file: String?, outside ledger: String,
    environment: @escaping @Sendable (String) -> String? = ChannelSecrets.machineEnvironment
  ) throws(LedgerError) {
    self.environment = environment
    self.file = file.map { StampedFile($0) }
    self.ledger = ledger
    filed =
      try file.map { (path) throws(LedgerError) in
        try SecretsFile.read(path, outside: ledger)
      } ?? SecretsFile.Content()
  }

  /// The secrets as they are now; nil where the file is as it was when these were read.
  public func reread() throws(LedgerError) -> ChannelSecrets? {
    guard let file, file.hasChanged else { return nil }
    return try ChannelSecrets(file: file.path, outside: ledger, environment: environment)
  }

  public static let machineEnvironment: @Sendable (String) -> String? = { name in
    getenv(name).map { String(cString: $0) }
  }

  /// A channel's secrets: those of the file, then those of its variable.
  public func secrets(of channel: String) throws(LedgerError) -> [Secret] {
    let variable = ChannelSecrets.variable(of: channel)
    let own = filed.secrets[channel] ?? []
    guard let text = environment(variable) else { return own }
    let set = ChannelSecrets.secrets(in: text)
    // An empty one would mean that nothing is verified, which nobody who sets it can want.
    guard !set.isEmpty else { throw .secrets(.emptyVariable(variable)) }
    return own + set
  }

  /// What a sender gave to be proved to it that an address is ours (eBay's verification token): of the
  /// channel's variable, else of the file.
  public func verificationToken(of channel: String) -> String? {
    let variable = ChannelSecrets.variable(of: channel, prefix: ChannelSecrets.verificationPrefix)
    if let text = environment(variable), !text.isEmpty { return text }
    return filed.verificationTokens[channel]
  }

  /// Channels that the file names.
  public var filedChannels: [String] {
    Set(filed.secrets.keys).union(filed.verificationTokens.keys).sorted()
  }

  /// `ORDERLEDGER_SECRET_SHOPIFY_EU` of `shopify-eu`: letters in upper case, and `_` for all that a
  /// variable's name cannot have.
  public static func variable(of channel: String) -> String {
    variable(of: channel, prefix: prefix)
  }

  private static func variable(of channel: String, prefix: String) -> String {
    prefix
      + String(
        decoding: channel.utf8.map { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
          case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
          default: UInt8(ascii: "_")
          }
        }, as: UTF8.self)
  }

  /// One secret a line; a public key (PEM) takes as many as it has.
  private static func secrets(in text: String) -> [Secret] {
    if text.utf8.starts(with: "-----BEGIN".utf8) { return [Secret(text)] }
    return text.split(whereSeparator: \.isNewline).map { Secret(String($0)) }
  }
}
