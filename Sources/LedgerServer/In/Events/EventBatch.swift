import HTTPTypes
import Hummingbird
import LedgerEngine

/// The events of a batch, and what became of each.
struct EventBatch {
  enum Part {
    /// Its place among those that are ready.
    case ready(CloudEvent, index: Int)
    case refused(Problem)
  }

  private static let someRefused = HTTPResponse.Status(code: 207, reasonPhrase: "Multi-Status")

  private let incoming: Incoming
  private let isKeyed: Bool
  private var parts: [Part] = []
  private(set) var ready: [ReadyDelivery] = []

  init(_ incoming: Incoming, isKeyed: Bool) {
    self.incoming = incoming
    self.isKeyed = isKeyed
  }

  var last: Part? { parts.last }

  /// One event as a delivery of its own, with the headers of all but what they say of the whole.
  func part(_ bytes: [UInt8]) -> Incoming {
    var part = incoming
    part.body = bytes
    part.fallbackID = nil
    part.headers.removeAll { ["content-type", "content-length"].contains($0.name) }
    part.headers.append(("content-type", "application/cloudevents+json"))
    return part
  }

  mutating func add(_ event: CloudEvent, _ delivery: ReadyDelivery) {
    parts.append(.ready(event, index: ready.count))
    ready.append(delivery)
  }

  mutating func refuse(_ problem: Problem) { parts.append(.refused(problem)) }

  func response(_ receipts: [Receipt]) -> Response {
    let answers = receipts.map { EventAnswer($0, isKeyed: isKeyed) }
    let events = parts.map { part in
      switch part {
      case .ready(let event, let index):
        JSONValue.object(
          [("source", .string(event.source)), ("id", .string(event.id))] + answers[index].members)
      case .refused(let problem):
        JSONValue.object([("outcome", .string("refused")), ("problem", problem.json)])
      }
    }
    let refused = parts.count - ready.count
    var response = Response.json(
      .object([
        ("taken", .int(ready.count)), ("refused", .int(refused)), ("events", .array(events)),
      ]), status: refused == 0 ? .ok : ready.isEmpty ? .badRequest : EventBatch.someRefused)
    if !answers.isEmpty, answers.allSatisfy(\.isReplayed) {
      response.headers[EventAnswer.replayedName] = "true"
    }
    return response
  }
}
