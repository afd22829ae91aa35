import FoundationEssentials

/// Where an issuer is, as its tokens name it in `iss`.
struct IssuerAddress: Sendable, Hashable {
  let text: String
  /// Over plain HTTP, on this machine.
  private let isPlain: Bool

  /// Nil where it is no address of an issuer (OpenID Connect Discovery 1.0, section 3): `https`, without
  /// query and fragment; plain `http` for this machine alone.
  init?(_ text: String) {
    guard let scheme = IssuerAddress.scheme(of: text), !text.contains("?"), !text.contains("#")
    else { return nil }
    self.text = text
    isPlain = scheme == .plain
  }

  /// What it publishes about itself.
  var discovery: String {
    (text.hasSuffix("/") ? String(text.dropLast()) : text) + "/.well-known/openid-configuration"
  }

  /// Whether keys may be fetched from an address that it names: one that is as safe as its own.
  func mayName(_ address: String) -> Bool {
    switch IssuerAddress.scheme(of: address) {
    case .encrypted: true
    case .plain: isPlain
    case nil: false
    }
  }

  private enum Scheme { case encrypted, plain }

  private static func scheme(of text: String) -> Scheme? {
    guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }),
      let parts = URLComponents(string: text), parts.user == nil, parts.password == nil,
      let host = parts.host, !host.isEmpty
    else { return nil }
    switch parts.scheme {
    case "https": return .encrypted
    case "http": return isLoopback(host) ? .plain : nil
    default: return nil
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
  }
}
