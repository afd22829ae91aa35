import Foundation

/// Base64 texts for tests, made by Foundation and not by the code that is tested.
enum Base64Text {
  static func replacing(_ text: String, with other: String, in encoded: String) -> String? {
    guard let data = Data(base64Encoded: encoded) else { return nil }
    let decoded = String(decoding: data, as: UTF8.self)
    return Data(decoded.replacing(text, with: other).utf8).base64EncodedString()
  }
}

enum StripeExample {
  static let body = "{\"id\":\"evt_1\"}"
  static let signature = "7656fc2882a7ca0a651666b36bf2f2f22ee204f54f608f227498a2419f2890b2"
}
