import Crypto
import HTTPTypes
import Hummingbird
import LedgerEngine

/// How systems make sure, before they deliver, that an address is one that wants deliveries. Nothing of
/// it goes into the log.
enum Handshake {
  /// Business Central, and Microsoft Graph: `POST …?validationToken=…` at the making and renewal of a
  /// subscription is answered with the token as plain text
  /// (https://learn.microsoft.com/dynamics365/business-central/dev-itpro/api-reference/v2.0/dynamics-subscriptions).
  static func validation(_ request: Request) throws(Problem) -> Response? {
    guard let token = request.uri.queryParameters["validationToken"] else { return nil }
    guard !token.isEmpty, token.utf8.count <= textBytesMax else {
      throw .badQuery("validationToken", String(token), "a text of 1 to \(textBytesMax) bytes")
    }
    var response = Response.text(String(token))
    response.headers[.xContentTypeOptions] = "nosniff"
    return response
  }

  /// eBay: `GET …?challenge_code=…` is answered with the SHA-256 of the code, the verification token and
  /// the address, as hexadecimal digits
  /// (https://developer.ebay.com/marketplace-account-deletion).
  ///
  /// - Parameter publicURL: how the server is reached; else what the request says.
  static func challengeResponse(
    _ request: Request, token: String?, publicURL: String?
  ) throws(Problem) -> Response {
    guard let code = request.uri.queryParameters["challenge_code"],
      !code.isEmpty, code.utf8.count <= textBytesMax
    else {
      throw .badQuery(
        "challenge_code", "", "the sender's code; deliveries are posted here, and read elsewhere")
    }
    guard let token else {
      throw Problem(
        .notFound, "no_verification_token",
        "The channel has no verification token; give it one in the file of secrets")
    }
    // The sender asks by HTTPS only, whatever stands in front of this server.
    let base = publicURL ?? "https://\(request.head.authority ?? "")"
    var hash = SHA256()
    for text in [String(code), token, base + request.uri.path] {
      hash.update(data: Array(text.utf8))
    }
    let response = Hash256(bytes: hash.finalize())
    return .json(.object([("challengeResponse", .string("\(response)"))]))
  }

  /// CloudEvents' web hook: `OPTIONS` asks whether an origin may deliver
  /// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md, 4). It may; its
  /// deliveries still have to prove whose they are.
  @Sendable
  static func webHookConsent(_ request: Request, _: ServerContext) -> Response {
    guard let origin = request.headers[webHookRequestOrigin], origin.utf8.count <= textBytesMax
    else {
      return Response(status: .noContent, headers: [.allow: "POST, GET, OPTIONS"])
    }
    return Response(
      status: .ok,
      headers: [
        .allow: "POST, GET, OPTIONS", webHookAllowedOrigin: origin, webHookAllowedRate: "*",
      ])
  }

  /// WooCommerce: what is posted when a webhook is saved carries no signature: `webhook_id=12`. It is
  /// answered and not taken, since anybody can post it.
  static func isPing(_ body: [UInt8], _ refusal: Refusal, _ kind: ChannelKind?) -> Bool {
    guard let kind, HTTPField.Name(kind.authentication.header) == wooCommerceSignature,
      case .notAuthentic(let failure) = refusal, failure.isAbsence
    else { return false }
    let name = Array("webhook_id=".utf8)
    let digits = body.dropFirst(name.count)
    return body.starts(with: name) && (1...19).contains(digits.count)
      && digits.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static let textBytesMax = 2_048
  private static let webHookRequestOrigin = HTTPField.Name.known("WebHook-Request-Origin")
  private static let webHookAllowedOrigin = HTTPField.Name.known("WebHook-Allowed-Origin")
  private static let webHookAllowedRate = HTTPField.Name.known("WebHook-Allowed-Rate")
  private static let wooCommerceSignature = HTTPField.Name.known("X-WC-Webhook-Signature")
}
