import HTTPTypes
import Hummingbird
import LedgerEngine

/// The token that came with a request.
struct Credential {
  let token: String
  /// Whether it stood in the address, which proxies and senders write into their logs.
  private let isInAddress: Bool

  /// Nil where there is none.
  ///
  /// Deliveries may carry what is their sender's: a credential that is not ours is then part of the
  /// delivery, for its channel to verify. Senders that cannot set headers give the token as the password
  /// of Basic authentication (RFC 7617) or, if they have nothing but an address, in that.
  ///
  /// - Parameter issuer: whose tokens are ours, too.
  init?(_ request: Request, issuer: String?) throws(Problem) {
    let isDelivery = Credential.isDelivery(request)
    guard let header = request.headers[.authorization] else {
      guard isDelivery, let token = request.uri.queryParameters["token"] else { return nil }
      self.init(token: String(token), isInAddress: true)
      return
    }
    let words = header.split(separator: " ")
    let scheme = words.count == 2 ? words[0].lowercased() : ""
    if scheme == "bearer", !isDelivery || Credential.isOurs(words[1], issuer) {
      self.init(token: String(words[1]), isInAddress: false)
    } else if isDelivery {
      guard scheme == "basic", let token = Credential.password(words[1]) else { return nil }
      self.init(token: token, isInAddress: false)
    } else {
      throw .notAuthenticated
    }
  }

  /// What a token says of its issuer is not verified here: that comes next.
  private static func isOurs(_ token: Substring, _ issuer: String?) -> Bool {
    if token.hasPrefix(TokenFile.prefix) { return true }
    guard let issuer else { return false }
    return JSONWebToken(token)?.issuer == issuer
  }

  private init(token: String, isInAddress: Bool) {
    self.token = token
    self.isInAddress = isInAddress
  }

  /// What an address holds may do nothing but deliver, whoever reads it.
  func admitted(_ principal: Principal) throws(Problem) -> Principal {
    guard !isInAddress || principal.roles == [.ingest] else {
      throw Problem(
        .forbidden, "token_in_address",
        "Only a token with no role but ingest may stand in an address")
    }
    return principal
  }

  /// Where deliveries are posted.
  private static func isDelivery(_ request: Request) -> Bool {
    let path = request.uri.path
    return request.method == .post
      && (path == "/v1/events"
        || path.hasPrefix("/v1/channels/") && path.hasSuffix("/deliveries"))
  }

  /// A password that is one of our tokens.
  private static func password(_ encoded: Substring) -> String? {
    guard let bytes = Base64.decode(String(encoded), padding: .optional),
      let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    let password = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
    return password.hasPrefix(TokenFile.prefix) ? password : nil
  }
}
