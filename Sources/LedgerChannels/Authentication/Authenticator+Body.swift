internal import LedgerCore
internal import LedgerRules

extension Authenticator {
  /// The value at `path` in the body, at each of its places, or in the header, equals the secret.
  func verifySharedSecret(
    _ headers: Headers, _ body: [UInt8], _ keys: [Key]
  ) throws(AuthenticationFailure) -> String {
    let values: [[UInt8]]
    if let path = authentication.path {
      values = try texts(at: path, body)
    } else {
      let name = headerName("authorization")
      let value = try header(name, in: headers)
      guard value.hasPrefix(authentication.prefix) else { throw .malformed("the header \(name)") }
      values = [Array(value.dropFirst(authentication.prefix.count).utf8)]
    }
    for key in keys where values.allSatisfy({ Key.equalTexts($0, key.bytes) }) {
      return fingerprint(of: key)
    }
    throw .mismatch
  }

  private func texts(at path: JSONPath, _ body: [UInt8]) throws(AuthenticationFailure) -> [[UInt8]]
  {
    guard let document = ParsedBody.document(body) else { throw .unreadableBody }
    let nodes = path.nodes(in: document, from: document.root)
    guard !nodes.isEmpty else { throw .missingSignature(item: 0) }
    return nodes.map { Array(document.text($0).utf8) }
  }

  /// Every item's own signature, base64 over eight fields joined by `:` without escaping
  /// (https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures).
  /// All items must match, each by one of the keys.
  func verifyAdyen(_ body: [UInt8], _ keys: [Key]) throws(AuthenticationFailure) -> String {
    guard let document = ParsedBody.document(body) else { throw .unreadableBody }
    guard let list = document.member("notificationItems", of: document.root),
      document.kind(list) == .array, document.count(of: list) > 0
    else { throw .missingSignature(item: 0) }
    var fingerprint = ""
    for (index, wrapper) in document.children(of: list).enumerated() {
      guard let item = document.member("NotificationRequestItem", of: wrapper),
        let data = document.member("additionalData", of: item),
        let value = document.member("hmacSignature", of: data)
      else { throw .missingSignature(item: index) }
      guard let signature = Base64.decode(document.text(value), padding: .optional) else {
        throw .malformed("the signature of item \(index)")
      }
      let signed = Authenticator.adyenText(of: item, in: document)
      fingerprint = try firstMatch(keys, [signature]) { $0.authenticationCode(over: signed) }
    }
    return fingerprint
  }

  private static func adyenText(of item: JSONNode, in document: JSONDocument) -> [UInt8] {
    let amount = document.member("amount", of: item)
    let fields = [
      document.member("pspReference", of: item), document.member("originalReference", of: item),
      document.member("merchantAccountCode", of: item),
      document.member("merchantReference", of: item),
      amount.flatMap { document.member("value", of: $0) },
      amount.flatMap { document.member("currency", of: $0) },
      document.member("eventCode", of: item), document.member("success", of: item),
    ]
    let texts = fields.map { field in
      field.flatMap { document.kind($0) == .null ? nil : document.text($0) } ?? ""
    }
    return Array(texts.joined(separator: ":").utf8)
  }
}
