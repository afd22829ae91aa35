import HTTPTypes
import Hummingbird
import LedgerEngine

/// The JSON object that a request brings, read strictly: what is not known is refused.
struct JSONBody {
  private let document: JSONDocument

  init(_ bytes: [UInt8], allowing names: Set<String>) throws {
    guard let document = try? JSONDocument.parse(bytes), document.kind(document.root) == .object
    else { throw Problem(.badRequest, "bad_body", "The body is no JSON object") }
    for member in document.members(of: document.root) {
      let name = member.name
      guard names.contains(name) else {
        throw Problem(
          .badRequest, "unknown_member",
          "There is no member `\(name.prefix(100))` here; known: "
            + names.sorted().joined(separator: ", "))
      }
    }
    self.document = document
  }

  static func bad(_ name: String, _ expected: String) -> Problem {
    Problem(.badRequest, "bad_member", "`\(name)`: give \(expected)")
  }

  private func node(_ name: String) -> JSONNode? {
    document.member(name, of: document.root).flatMap { document.kind($0) == .null ? nil : $0 }
  }

  func has(_ name: String) -> Bool { node(name) != nil }

  func text(_ name: String) throws -> String? {
    guard let node = node(name) else { return nil }
    guard document.kind(node) == .string else { throw JSONBody.bad(name, "a text") }
    return document.text(node)
  }

  func flag(_ name: String) throws -> Bool {
    guard let node = node(name) else { return false }
    switch document.text(node) {
    case "true" where document.kind(node) != .string: return true
    case "false" where document.kind(node) != .string: return false
    default: throw JSONBody.bad(name, "true or false")
    }
  }

  /// Nil where it is no whole number that can be a position.
  func position(_ name: String) -> LogPosition? {
    guard let node = node(name), document.kind(node) != .string,
      let number = UInt64(document.text(node)), number <= Entry.positionMax
    else { return nil }
    return LogPosition(number)
  }

  /// An array of texts.
  func list(_ name: String) throws -> [String]? {
    guard let node = node(name) else { return nil }
    let children = document.kind(node) == .array ? Array(document.children(of: node)) : nil
    guard let children, children.allSatisfy({ document.kind($0) == .string }) else {
      throw JSONBody.bad(name, "an array of texts")
    }
    return children.map { document.text($0) }
  }

  /// An object all of whose members are texts.
  func texts(_ name: String) throws -> [(name: String, text: String)]? {
    guard let node = node(name) else { return nil }
    guard document.kind(node) == .object else { throw JSONBody.bad(name, "an object of texts") }
    return try document.members(of: node).map { member in
      guard document.kind(member.value) == .string else {
        throw JSONBody.bad(name, "an object of texts")
      }
      return (member.name, document.text(member.value))
    }
  }
}

extension Request {
  /// What kind of body it says that it brings, without parameters.
  var mediaType: String? {
    headers[.contentType]?.split(separator: ";").first.map {
      $0.filter { $0 != " " }.lowercased()
    }
  }

  /// A JSON object, or nothing.
  func jsonBodyIfAny(_ names: Set<String>, bytesMax: Int = 1 << 20) async throws -> JSONBody? {
    hasNoBody ? nil : try await jsonBody(names, bytesMax: bytesMax)
  }

  /// Whether nothing is brought: neither a body, nor what kind of body it is.
  var hasNoBody: Bool {
    mediaType == nil && headers[.transferEncoding] == nil
      && headers[.contentLength].map { $0 == "0" } ?? true
  }

  /// A body that must be there, as a JSON object.
  func jsonBody(_ names: Set<String>, bytesMax: Int = 1 << 20) async throws -> JSONBody {
    guard mediaType == "application/json" else {
      throw Problem(
        .unsupportedMediaType, "unsupported_media_type", "Send `Content-Type: application/json`")
    }
    return try JSONBody(try await wholeBody(max: bytesMax), allowing: names)
  }

  /// Why somebody does something, for the log.
  func reason(_ body: JSONBody) throws -> String {
    guard let reason = try body.text("reason"), reason.contains(where: { !$0.isWhitespace }) else {
      throw JSONBody.bad("reason", "why it is done: it is kept in the log")
    }
    return reason
  }
}
