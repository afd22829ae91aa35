import HTTPTypes
import LedgerEngine

extension Problem {
  /// The last part of `type` where a checkpoint has to be signed first.
  static let checkpointNeeded = "checkpoint_needed"

  /// Runs what proves something; where it needs a checkpoint that covers more, says so in the words of this
  /// API.
  static func proving<Value>(
    _ body: () throws(LedgerError) -> Value
  ) throws -> Value {
    do throws(LedgerError) {
      return try body()
    } catch {
      throw Problem(proving: error) ?? Problem(error)
    }
  }

  /// Nil where no checkpoint would help.
  private init?(proving error: LedgerError) {
    guard case .proving(let fault) = error else { return nil }
    switch fault {
    case .noCheckpoint:
      self.init(
        .conflict, Problem.checkpointNeeded,
        "No checkpoint was signed yet; `POST /v1/checkpoint` signs one")
    case .notCovered(let position, let signed):
      self.init(
        .conflict, Problem.checkpointNeeded,
        "The last checkpoint covers \(signed) entries, and position \(position) came later; "
          + "`POST /v1/checkpoint` signs one that covers it")
    case .notInDirectory(let order, let through):
      self.init(
        .conflict, Problem.checkpointNeeded,
        "\(order) was first heard of after position \(through), up to which the last checkpoint "
          + "lists orders; `POST /v1/checkpoint` signs one that lists it")
    case .directoryMissing:
      self.init(
        .conflict, Problem.checkpointNeeded,
        "The list of orders behind the last checkpoint is missing; `POST /v1/checkpoint` makes another"
      )
    case .nameless(let order):
      self.init(
        .unprocessableContent, fault.code,
        "\(order) carries no reference, so nothing can be proved of a name; prove its events with "
          + "`GET /v1/events/{position}/proof`")
    default: return nil
    }
  }
}
