public import LedgerCore
public import LedgerRules

/// Replaces secrets in a delivery before it is logged: access tokens, cookies, credentials, and
/// what the channel file names.
///
/// A value becomes `stripped:` and the hexadecimal digits of its keyed hash, so that equal secrets
/// can still be seen to be equal. All other bytes stay as they came. What is stripped already is
/// left. Where a body may hold secrets and cannot be read, so that nobody can say where they are,
/// all of it is withheld: see `WithheldBody`.
public struct SecretStripper: Sendable {
  public struct Result: Sendable {
    public var headers: Headers
    public var body: [UInt8]
    /// What was replaced: `header authorization`, `body $.clientState`; `body` for all of it.
    public var marks: [String]
  }

  private let names: Set<String>
  private let paths: [JSONPath]
  private let hash: SipHash128

  /// For a channel whose kind is not known: only what no channel may show.
  public init(hash: SipHash128) {
    names = SecretStripper.headerNames
    paths = []
    self.hash = hash
  }

  public init(kind: ChannelKind, hash: SipHash128) {
    var names = SecretStripper.headerNames.union(kind.secretHeaders.map { HeaderName.folded($0) })
    var paths = kind.secretPaths
    let authentication = kind.authentication
    // A shared secret is no signature: whoever reads it in the log could use it.
    if authentication.scheme == .sharedSecret {
      if let path = authentication.path {
        if !paths.contains(path) { paths.append(path) }
      } else {
        names.insert(HeaderName.folded(authentication.header))
      }
    }
    self.names = names
    self.paths = paths
    self.hash = hash
  }

  static let headerNames: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "x-amz-access-token",
    "x-shopify-access-token", "wm_sec.access_token",
  ]

  public func strip(headers: Headers, body: [UInt8]) -> Result {
    var result = Result(headers: headers, body: body, marks: [])
    for (index, header) in headers.enumerated() {
      let name = HeaderName.folded(header.name)
      guard names.contains(name) || SecretStripper.isCredential(header.value),
        !SecretStripper.isStripped(header.value.utf8)
      else { continue }
      result.headers[index].value = replacement(Array(header.value.utf8))
      result.marks.append("header \(name)")
    }
    if !paths.isEmpty, !body.isEmpty { stripBody(&result) }
    return result
  }

  /// `Basic …` or `Bearer …` (RFC 7617, RFC 6750) under whatever name.
  private static func isCredential(_ value: String) -> Bool {
    let scheme = value.utf8.prefix(7).map { HeaderName.folded($0) }
    return scheme.starts(with: "basic ".utf8) || scheme.starts(with: "bearer ".utf8)
  }

  private static let prefix = "stripped:"
  static let replacementLength = prefix.utf8.count + 32

  static func isStripped(_ value: some Collection<UInt8>) -> Bool {
    value.count == replacementLength && value.starts(with: prefix.utf8)
      && value.dropFirst(prefix.utf8.count).allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      }
  }

  private func replacement(_ value: [UInt8]) -> String {
    SecretStripper.prefix + hash.hash(value).description
  }

  private func stripBody(_ result: inout Result) {
    guard WithheldBody(result.body) == nil else { return }
    var replacements: [Replacement]
    do throws(ParsedBody.Fault) {
      replacements =
        ParsedBody.isForm(headers: result.headers, body: result.body)
        ? try formReplacements(result.body) : try jsonReplacements(result.body)
    } catch {
      // Blanks hold no secret.
      guard error.reason != "empty_body" else { return }
      let withheld = WithheldBody(replacement: replacement(result.body), fault: error)
      result.body = withheld.bytes
      result.marks.append("body")
      return
    }
    // From the end, so that places before it stay right; of nested ones only the outermost.
    replacements.sort {
      ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
    }
    var kept: [Replacement] = []
    for replacement in replacements
    where replacement.range.lowerBound >= kept.last?.range.upperBound ?? 0 {
      kept.append(replacement)
    }
    for replacement in kept.reversed() {
      result.body.replaceSubrange(replacement.range, with: replacement.text)
    }
    for path in paths where kept.contains(where: { $0.path == path.text }) {
      result.marks.append("body \(path.text)")
    }
  }

  private struct Replacement {
    var range: Range<Int>
    var text: [UInt8]
    var path: String
  }

  private func jsonReplacements(
    _ body: [UInt8]
  ) throws(ParsedBody.Fault) -> [Replacement] {
    let document = try ParsedBody.read(headers: [], body: body)
    return paths.flatMap { path in
      path.nodes(in: document, from: document.root).compactMap { node in
        let value =
          document.kind(node) == .string
          ? document.withUTF8(node) { Array($0) } : Array(document.bytes[document.range(node)])
        guard document.kind(node) != .null, !SecretStripper.isStripped(value) else { return nil }
        return Replacement(
          range: document.range(node), text: Array("\"\(replacement(value))\"".utf8),
          path: path.text)
      }
    }
  }

  private func formReplacements(
    _ body: [UInt8]
  ) throws(ParsedBody.Fault) -> [Replacement] {
    let form = FormText(body)
    let document = try ParsedBody.read(form: form)
    var fields: [JSONNode: FormText.Field] = [:]
    for (node, group) in zip(document.children(of: document.root), form.groups) {
      if group.count == 1 {
        fields[node] = group[0]
      } else {
        for (element, field) in zip(document.children(of: node), group) { fields[element] = field }
      }
    }
    return paths.flatMap { path in
      path.nodes(in: document, from: document.root).compactMap { node in
        guard let field = fields[node], !SecretStripper.isStripped(field.value) else { return nil }
        return Replacement(
          range: field.range, text: Array(replacement(field.value).utf8), path: path.text)
      }
    }
  }
}
