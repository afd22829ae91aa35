import HTTPTypes
import Hummingbird

/// What a client calls a request, so that it can be sent again without harm
/// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/): a string in quotes,
/// by the draft; without them, by many clients.
struct IdempotencyKey: Hashable, Sendable {
  let text: String

  static let name = HTTPField.Name.known("Idempotency-Key")
  private static let bytesMax = 255

  /// Nil where there is none that can be taken.
  init?(_ request: Request) {
    guard let value = request.headers[IdempotencyKey.name], let key = IdempotencyKey(value) else {
      return nil
    }
    self = key
  }

  init?(_ value: String) {
    let isQuoted = value.utf8.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
    let text = isQuoted ? String(value.dropFirst().dropLast()) : value
    guard !text.isEmpty, text.utf8.count <= IdempotencyKey.bytesMax,
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) || $0 == 0x20 })
    else { return nil }
    self.text = text
  }
}
