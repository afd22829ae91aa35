import LedgerEngine

/// Where a claim stands in a token: its name, or the names on the way to it: `realm_access.roles`.
struct ClaimPath: Sendable, Hashable {
  let text: String

  /// A claim may have dots in its name (`https://example.com/roles`): that goes before the way.
  func node(in claims: JSONDocument) -> JSONNode? {
    if let node = claims.member(text, of: claims.root) { return node }
    var node = claims.root
    for name in text.split(separator: ".") {
      guard let next = claims.member(String(name), of: node) else { return nil }
      node = next
    }
    return node
  }

  /// A text, or a list of texts; none where it is something else. Those of `scope` and `scp` stand in one
  /// text, with spaces between them (RFC 8693, section 4.2).
  func texts(in claims: JSONDocument) -> [String] {
    guard let node = node(in: claims) else { return [] }
    switch claims.kind(node) {
    case .string:
      let text = claims.text(node)
      return isScope ? text.split(separator: " ").map(String.init) : [text]
    case .array:
      return claims.children(of: node).filter { claims.kind($0) == .string }.map { claims.text($0) }
    case .object, .number, .true, .false, .null: return []
    }
  }

  private var isScope: Bool { text == "scope" || text == "scp" }
}
