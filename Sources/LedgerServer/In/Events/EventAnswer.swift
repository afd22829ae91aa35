import HTTPTypes
import Hummingbird
import LedgerEngine

/// What is told of an event. Where the request has an Idempotency-Key, a repetition gets the answer that
/// the first one got.
struct EventAnswer {
  let members: [(String, JSONValue)]
  let isReplayed: Bool

  static let replayedName = HTTPField.Name.known("Idempotent-Replayed")

  init(_ receipt: Receipt, isKeyed: Bool) {
    if isKeyed, case .duplicate(_, let original) = receipt {
      members = Receipt.appended(original, items: 0).members
      isReplayed = true
    } else {
      members = receipt.members
      isReplayed = false
    }
  }

  func response(_ json: JSONValue, status: HTTPResponse.Status) -> Response {
    var response = Response.json(json, status: status)
    if isReplayed { response.headers[EventAnswer.replayedName] = "true" }
    return response
  }
}
