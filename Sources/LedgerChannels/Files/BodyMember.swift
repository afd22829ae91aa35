public import LedgerCore

extension JSONValue {
  /// The member that holds a body: `body` with its text, or `body_base64` where it is no text or a
  /// longer one than `textBytesMax`.
  public static func member(
    ofBody body: [UInt8], textBytesMax: Int = .max
  ) -> (String, JSONValue) {
    if body.count <= textBytesMax, let text = String(validating: body, as: UTF8.self) {
      ("body", .string(text))
    } else {
      ("body_base64", .string(Base64.encode(body)))
    }
  }
}
