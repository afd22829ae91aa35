internal import LedgerCore
internal import LedgerRules

extension Authenticator {
  /// HMAC-SHA256 of the raw body in a header. Where a sender repeats the header, one
  /// match is enough.
  func verifyHMAC(
    _ headers: Headers, _ body: [UInt8], _ keys: [Key]
  ) throws(AuthenticationFailure) -> String {
    let name = headerName("x-signature")
    let values = HeaderName.values(of: name, in: headers)
    guard !values.isEmpty else { throw .missingHeader(name) }
    let signatures = values.compactMap { decode($0) }
    guard !signatures.isEmpty else { throw .malformed("the header \(name)") }
    return try firstMatch(keys, signatures) { $0.authenticationCode(over: body) }
  }

  private func decode(_ value: String) -> [UInt8]? {
    guard value.hasPrefix(authentication.prefix) else { return nil }
    let text = value.dropFirst(authentication.prefix.count)
    let bytes =
      authentication.encoding == .hex
      ? Hex.decode(text) : Base64.decode(text.utf8, padding: .optional)
    return bytes?.count == 32 ? bytes : nil
  }

  /// `Stripe-Signature: t=…,v1=…[,v1=…]`, hex over `t.body`
  /// (https://docs.stripe.com/webhooks#verify-manually). Elements of other versions are
  /// passed over.
  func verifyStripe(
    _ headers: Headers, _ body: [UInt8], _ keys: [Key], _ now: Timestamp
  ) throws(AuthenticationFailure) -> String {
    let name = headerName("stripe-signature")
    var time: Substring?
    var signatures: [[UInt8]] = []
    for element in try header(name, in: headers).split(separator: ",") {
      let pair = element.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { continue }
      let key = pair[0].drop { $0 == " " }
      if key == "t" { time = pair[1] }
      if key == "v1", let signature = Hex.decode(pair[1]) { signatures.append(signature) }
    }
    guard let time, let seconds = Int64(time), !signatures.isEmpty else {
      throw .malformed("the header \(name)")
    }
    let signed = Array("\(time).".utf8)
    let fingerprint = try firstMatch(keys, signatures) {
      $0.authenticationCode(over: signed, body)
    }
    try checkTolerance(seconds: seconds, now: now)
    return fingerprint
  }

  /// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  func verifyStandardWebhooks(
    _ headers: Headers, _ body: [UInt8], _ keys: [Key], _ now: Timestamp
  ) throws(AuthenticationFailure) -> String {
    let id = try header("webhook-id", in: headers)
    let time = try header("webhook-timestamp", in: headers)
    let name = headerName("webhook-signature")
    let signatures = try header(name, in: headers).split(separator: " ").compactMap {
      $0.hasPrefix("v1,") ? Base64.decode($0.dropFirst(3).utf8, padding: .optional) : nil
    }
    guard !signatures.isEmpty else { throw .malformed("the header \(name)") }
    guard let seconds = Int64(time) else { throw .malformed("the header webhook-timestamp") }
    let signed = Array("\(id).\(time).".utf8)
    let fingerprint = try firstMatch(keys, signatures) {
      $0.authenticationCode(over: signed, body)
    }
    try checkTolerance(seconds: seconds, now: now)
    return fingerprint
  }

  /// https://api.slack.com/authentication/verifying-requests-from-slack
  func verifySlack(
    _ headers: Headers, _ body: [UInt8], _ keys: [Key], _ now: Timestamp
  ) throws(AuthenticationFailure) -> String {
    let time = try header("x-slack-request-timestamp", in: headers)
    let name = headerName("x-slack-signature")
    let value = try header(name, in: headers)
    guard value.hasPrefix("v0="), let signature = Hex.decode(value.dropFirst(3)) else {
      throw .malformed("the header \(name)")
    }
    guard let seconds = Int64(time) else {
      throw .malformed("the header x-slack-request-timestamp")
    }
    let signed = Array("v0:\(time):".utf8)
    let fingerprint = try firstMatch(keys, [signature]) {
      $0.authenticationCode(over: signed, body)
    }
    try checkTolerance(seconds: seconds, now: now)
    return fingerprint
  }

  /// The fingerprint of the first key whose code is one of the signatures.
  func firstMatch(
    _ keys: [Key], _ signatures: [[UInt8]], _ code: (Key) -> [UInt8]
  ) throws(AuthenticationFailure) -> String {
    for key in keys {
      let expected = code(key)
      if signatures.contains(where: { Key.equal($0, expected) }) { return fingerprint(of: key) }
    }
    throw .mismatch
  }
}
