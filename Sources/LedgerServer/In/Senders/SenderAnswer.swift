import HTTPTypes
import Hummingbird
import LedgerEngine

/// What a sender is told of a delivery that is on disk. A 2xx in any case: also what came before,
/// contradicts what came before, or cannot be read yet was taken, and some senders end a subscription
/// over anything else.
enum SenderAnswer {
  static func response(_ receipt: Receipt, toKind kind: String) -> Response {
    switch kind {
    // Counts a delivery as lost without this text (its webhook guide).
    case "shiphero":
      .json(
        .object(
          [("code", .string("200")), ("Status", .string("Success"))] + receipt.members))
    // Asked for by accounts whose webhooks are older; taken by all.
    case "adyen": .text("[accepted]")
    default: .json(receipt.json)
    }
  }
}
