import LedgerCore

extension Compiler {
  private static let schemes: [(String, Authentication.Scheme)] = [
    ("none", .none), ("hmac-sha256", .hmacSHA256), ("stripe", .stripe),
    ("standard-webhooks", .standardWebhooks), ("adyen", .adyen), ("slack", .slack),
    ("ebay-ecdsa", .ebayECDSA), ("shared-secret", .sharedSecret),
  ]

  private static let encodings: [(String, Authentication.Encoding)] = [
    ("base64", .base64), ("hex", .hex),
  ]

  private static let secretForms: [(String, Authentication.SecretForm)] = [
    ("utf8", .utf8), ("hex", .hex), ("base64", .base64), ("nfkd", .nfkd),
  ]

  func authentication(_ channel: Fields) -> Authentication? {
    let page = channel.page
    guard let tree = channel["authenticate"] else { return Authentication(scheme: .none) }
    let schemeTree = page.entries(tree, "`authenticate`").flatMap { _ in tree["scheme"] }
    guard case .map = tree.form else { return nil }
    guard let schemeTree else {
      page.report(.missingKey("scheme", in: "`authenticate`"), at: tree)
      return nil
    }
    guard let scheme = page.option(schemeTree, "scheme", Compiler.schemes),
      let fields = page.fields(
        tree, "scheme `\(scheme.rawValue)`", keys: ["scheme"] + Compiler.keys(of: scheme))
    else { return nil }
    var result = Compiler.defaults(of: scheme)
    if scheme == .hmacSHA256 { _ = fields.required("header") }
    if scheme == .sharedSecret, fields.oneOf(["header", "path"]) == nil {
      page.report(.missingKey("header", in: "scheme `shared-secret` without `path`"), at: tree)
    }
    if let header = fields["header"].flatMap({ page.header($0, "`header`") }) {
      result.header = header
    }
    if let encoding = fields["encoding"].flatMap({
      page.option($0, "encoding", Compiler.encodings)
    }) {
      result.encoding = encoding
    }
    if let secret = fields["secret"].flatMap({ page.option($0, "form", Compiler.secretForms) }) {
      result.secret = secret
    }
    result.prefix = fields.text("prefix") ?? ""
    result.path = fields["path"].flatMap { page.path($0, "`path`") }
    if let tolerance = fields["tolerance"].flatMap({ page.interval($0, "`tolerance`") }) {
      result.tolerance = tolerance
    }
    return result
  }

  private static func keys(of scheme: Authentication.Scheme) -> [String] {
    switch scheme {
    case .none: []
    case .hmacSHA256: ["header", "prefix", "encoding", "secret"]
    case .stripe, .standardWebhooks, .slack: ["tolerance", "secret"]
    case .adyen: ["secret"]
    case .ebayECDSA: ["header"]
    case .sharedSecret: ["header", "path", "prefix"]
    }
  }

  private static func defaults(of scheme: Authentication.Scheme) -> Authentication {
    let five = Interval.minutes(5)
    return switch scheme {
    case .stripe:
      Authentication(scheme: scheme, header: "stripe-signature", encoding: .hex, tolerance: five)
    case .standardWebhooks:
      Authentication(
        scheme: scheme, header: "webhook-signature", encoding: .base64, tolerance: five)
    case .slack:
      Authentication(scheme: scheme, header: "x-slack-signature", encoding: .hex, tolerance: five)
    case .ebayECDSA: Authentication(scheme: scheme, header: "x-ebay-signature")
    case .none, .hmacSHA256, .adyen, .sharedSecret: Authentication(scheme: scheme)
    }
  }
}
