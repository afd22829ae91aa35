import Glibc
public import LedgerCore
public import LedgerLog
public import LedgerRules
public import LedgerStorage

/// Everything that can go wrong when a ledger is used. Cases hold facts; `description` makes the
/// sentence and names the remedy.
public enum LedgerError: Error, Sendable {
  case storage(StorageError)
  case log(LogError)
  case rulebook(RulebookErrors)
  /// No ledger in the directory.
  case noLedger(directory: String)
  case ledgerExists(directory: String)
  case unknownChannel(name: String, known: [String])
  case unknownKind(name: String, known: [String])
  /// A channel was registered before with another kind or account.
  case channelDiffers(name: String, kind: String, account: String)
  /// A channel's name or account is empty or too long for the log's entries.
  case badName(bytes: Int, limit: Int)
  case unknownOrder(text: String)
  /// Several orders carry the value.
  case ambiguousOrder(text: String, orders: [String])
  /// A text that names a part of an order, where the order itself must be named.
  case notAnIdentity(text: String, order: String)
  /// All that is to be joined is one order.
  case joinedAlready(order: String)
  /// A reference that an action has taken out of joining before.
  case separatedAlready(Reference)
  case notAJoin(LogPosition)
  /// An item that carries no reference, and so belongs to nothing that could be joined.
  case notFiled(ItemID)
  case unknownPosition(LogPosition, end: LogPosition)
  /// The log holds an activation that the index file does not know of.
  case indexBehind(directory: String)
  /// There is no rulebook to go back to.
  case noEarlierRulebook
  case notAnActivation(LogPosition)
  case notARequest(LogPosition)
  /// A rulebook that was to come into force does not.
  case promotion(PromotionRefusal)
  case openedForReading
  /// Nothing is written to a ledger that was found damaged when it was opened.
  case damaged(directory: String, [LedgerDamage])
  case unreadableReference(text: String)
  case file(path: String, errno: Int32)
  case compressed(path: String, detail: String)
  /// The pages of a file could not be looked at.
  case pageCheck(path: String, detail: String)
  case secrets(SecretsProblem)
  /// Nothing was erased.
  case erasing(ErasureFault)
  /// Nothing was signed or proved.
  case proving(ProvingFault)
  /// Nothing was backed up or restored.
  case backup(BackupFault)
  /// A file is not the log that was exported.
  case exported(ExportFault)
}

extension LedgerError {
  /// Runs a body of the storage layer.
  static func storing<Result>(
    _ body: () throws(StorageError) -> Result
  ) throws(LedgerError) -> Result {
    do { return try body() } catch { throw .storage(error) }
  }

  /// Runs a body of the log.
  static func logging<Result>(
    _ body: () throws(LogError) -> Result
  ) throws(LedgerError) -> Result {
    do { return try body() } catch { throw .log(error) }
  }
}

extension LedgerError {
  /// Whether a disk failed, as opposed to all that a person or a program can put right.
  public var isDiskFailure: Bool {
    switch self {
    case .storage(.io(_, EIO)), .log(.storage(.io(_, EIO))), .log(.writerFailed(.io(_, EIO))),
      .log(.keys(.io(.io(_, EIO)))), .file(_, EIO):
      true
    default: false
    }
  }
}

extension LedgerError: StorageErrorConvertible {
  public init(_ error: StorageError) { self = .storage(error) }
}

extension LedgerError {
  /// Stable, for programs.
  public var code: String {
    switch self {
    case .storage: "storage"
    case .log: "log"
    case .rulebook: "rulebook"
    case .noLedger: "no_ledger"
    case .ledgerExists: "ledger_exists"
    case .unknownChannel: "unknown_channel"
    case .unknownKind: "unknown_kind"
    case .channelDiffers: "channel_differs"
    case .badName: "bad_name"
    case .unknownOrder: "unknown_order"
    case .ambiguousOrder: "ambiguous_order"
    case .notAnIdentity: "not_an_identity"
    case .joinedAlready: "joined_already"
    case .separatedAlready: "separated_already"
    case .notAJoin: "not_a_join"
    case .notFiled: "not_filed"
    case .unknownPosition: "unknown_position"
    case .indexBehind: "index_behind"
    case .noEarlierRulebook: "no_earlier_rulebook"
    case .notAnActivation: "not_an_activation"
    case .notARequest: "not_a_request"
    case .promotion(let refusal): refusal.code
    case .openedForReading: "opened_for_reading"
    case .damaged: "ledger_damaged"
    case .unreadableReference: "unreadable_reference"
    case .file: "file"
    case .compressed: "compressed"
    case .pageCheck: "page_check"
    case .secrets: "secrets"
    case .erasing(let fault): fault.code
    case .proving(let fault): fault.code
    case .backup(let fault): fault.code
    case .exported(let fault): fault.code
    }
  }
}
