import HTTPTypes
import Hummingbird
import LedgerEngine

/// What every event must say of itself (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md).
struct CloudEvent: Sendable {
  var id: String
  var source: String

  /// How an event stands in a request (the HTTP binding, 3).
  enum Mode {
    case binary, structured, batched

    /// - Throws: `unsupported_media_type` where the request holds no event.
    init(_ request: Request) throws(Problem) {
      let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }
        .trimmingBlanks.lowercased()
      switch type {
      case "application/cloudevents+json": self = .structured
      case "application/cloudevents-batch+json": self = .batched
      case let other where other.hasPrefix("application/cloudevents"):
        throw .notAnEventType(other)
      default:
        guard request.headers[.known("ce-specversion")] != nil else { throw .notAnEventType(type) }
        self = .binary
      }
    }
  }

  /// Of an event in JSON.
  init(_ node: JSONNode, in document: JSONDocument) throws(Problem) {
    guard document.kind(node) == .object else { throw .notAnEvent("it is no JSON object") }
    try self.init { document.text($0, of: node) }
  }

  /// Of one whose attributes are headers.
  init(_ headers: HTTPFields) throws(Problem) {
    try self.init { name in HTTPField.Name("ce-\(name)").flatMap { headers[$0] } }
  }

  private init(_ attribute: (String) -> String?) throws(Problem) {
    for name in ["specversion", "id", "source", "type"] {
      guard let text = attribute(name), !text.isEmpty else {
        throw .notAnEvent("its attribute `\(name)` is missing, or no text")
      }
    }
    guard attribute("specversion") == "1.0" else {
      throw .notAnEvent("its `specversion` is not 1.0")
    }
    id = attribute("id") ?? ""
    source = attribute("source") ?? ""
  }
}

extension Problem {
  static func notAnEvent(_ why: String) -> Problem {
    Problem(.badRequest, "not_a_cloudevent", "This is no CloudEvent: \(why)")
  }

  static func notAnEventType(_ type: String) -> Problem {
    Problem(
      .unsupportedMediaType, "unsupported_media_type",
      "`\(type.prefix(100))` without `ce-` headers is no event; give application/cloudevents+json, "
        + "application/cloudevents-batch+json, or an event's attributes as headers")
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    var text = self
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
