import LedgerEngine

/// Where a command takes a rulebook from.
enum RulebookSource {
  case directory(String)
  case active(Ledger)
  case shipped

  /// What commands that compare take in place of a directory.
  static let activeName = "@active"
  static let shippedName = "@shipped"

  init(_ text: String, _ options: LedgerOptions) throws {
    switch text {
    case RulebookSource.activeName: self = .active(try options.openForReading())
    case RulebookSource.shippedName: self = .shipped
    default: self = .directory(text)
    }
  }

  var name: String {
    switch self {
    case .directory(let path): path
    case .active: "the active rulebook"
    case .shipped: "the shipped rulebook"
    }
  }

  /// Relative paths and bytes, whatever they say.
  func files() throws -> [Rulebook.File] {
    switch self {
    case .directory(let path): try RulebookDirectory.files(of: path)
    case .active(let ledger): ledger.rulebook.files
    case .shipped: try RulebookDirectory.files(of: ShippedRulebook.retailDirectory)
    }
  }

  func compile() throws -> Rulebook {
    if case .active(let ledger) = self { return ledger.rulebook }
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
