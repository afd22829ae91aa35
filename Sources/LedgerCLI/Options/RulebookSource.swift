import LedgerEngine

/// Where a command takes a rulebook from.
enum RulebookSource {
  case directory(String)
  case active(Ledger)
  /// The one that an entry of the log activated.
  case activated(Ledger, LogPosition)
  case shipped

  /// What commands that compare take in place of a directory.
  static let activeName = "@active"
  static let shippedName = "@shipped"

  init(_ text: String, _ options: LedgerOptions) throws {
    switch text {
    case RulebookSource.activeName: self = .active(try options.openForReading())
    case RulebookSource.shippedName: self = .shipped
    default:
      if text.first == "@", let position = UInt64(text.dropFirst()) {
        self = .activated(try options.openForReading(), LogPosition(position))
      } else {
        self = .directory(text)
      }
    }
  }

  var name: String {
    switch self {
    case .directory(let path): path
    case .active: "the active rulebook"
    case .activated(_, let position): "the rulebook activated at position \(position)"
    case .shipped: "the shipped rulebook"
    }
  }

  /// Relative paths and bytes, whatever they say.
  func files() throws -> [Rulebook.File] {
    switch self {
    case .directory(let path): try RulebookDirectory.files(of: path)
    case .active(let ledger): ledger.rulebook.files
    case .activated(let ledger, let position):
      try ledger.rulebook(activatedAt: position).files
    case .shipped: try RulebookDirectory.files(of: ShippedRulebook.retailDirectory)
    }
  }

  func compile() throws -> Rulebook {
    if case .active(let ledger) = self { return ledger.rulebook }
    if case .activated(let ledger, let position) = self {
      return try ledger.rulebook(activatedAt: position)
    }
    do throws(RulebookErrors) {
      let files: [Rulebook.File]
      if case .directory(let path) = self {
        files = try RulebookDirectory.files(of: path)
      } else {
        files = try RulebookDirectory.files(of: ShippedRulebook.retailDirectory)
      }
      return try Rulebook.compile(files: files)
    } catch {
      throw Failure(
        code: "rulebook",
        message: "\(name) does not compile; correct it and see `orderledger rules check`\n\(error)")
    }
  }
}
