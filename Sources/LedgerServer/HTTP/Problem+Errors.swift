import HTTPTypes
import Hummingbird
import LedgerEngine

extension Problem {
  /// Whatever a handler throws.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as LedgerError: self.init(error)
    case let error as RulebookErrors:
      self.init(.unprocessableContent, "rulebook", "\(error)")
    case let error as ProofFault: self.init(.unprocessableContent, "proof", "\(error)")
    case let error as OrderProofFault: self.init(.unprocessableContent, "proof", "\(error)")
    case let error as HTTPError:
      self.init(error.status, "http_\(error.status.code)", error.body ?? error.status.reasonPhrase)
    default:
      self.init(.internalServerError, "internal", "This is a fault of the server; see its log")
    }
  }

  private init(_ error: LedgerError) {
    self.init(Problem.status(of: error), error.code, "\(error)")
    if status == .serviceUnavailable { retryAfter = 5 }
  }

  private static func status(of error: LedgerError) -> HTTPResponse.Status {
    switch error {
    case .unknownOrder, .unknownChannel, .unknownPosition, .noLedger, .log(.noEntry): .notFound
    case .ambiguousOrder, .ledgerExists, .channelDiffers, .joinedAlready,
      .separatedAlready:
      .conflict
    case .unknownKind, .badName, .notAnIdentity, .notAJoin, .notFiled, .unreadableReference,
      .notAnActivation, .notARequest, .rulebook, .noEarlierRulebook, .promotion, .erasing:
      .unprocessableContent
    case .proving(.unknownCheckpoint): .notFound
    case .proving(.notOlder): .unprocessableContent
    // Keys, files or the log are not as they were. Where a checkpoint is needed, `Problem.proving` says so.
    case .proving: .internalServerError
    case .log(.bodyAbsent): .gone
    default: .serviceUnavailable
    }
  }
}
