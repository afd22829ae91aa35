import LedgerEngine

/// An object of the file of `--oidc`, read strictly.
struct IssuerFileObject {
  private let path: String
  private let document: JSONDocument
  private let node: JSONNode
  /// Where it stands: empty, or ending with a dot.
  private let place: String

  static func read(_ path: String, limit: Int) throws -> IssuerFileObject {
    let bytes = try SmallFile.bytes(of: path, limit: limit)
    guard let document = try? JSONDocument.parse(bytes), document.kind(document.root) == .object
    else { throw IssuerFileFault.notJSON(path: path) }
    return IssuerFileObject(path: path, document: document, node: document.root, place: "")
  }

  func fault(_ name: String, _ remedy: String) -> IssuerFileFault {
    .member(path: path, place: place + name, remedy: remedy)
  }

  func allow(_ names: [String]) throws {
    for member in document.members(of: node) where !names.contains(member.name) {
      throw fault(
        member.name,
        "there is no such member; remove it, known are " + names.joined(separator: ", "))
    }
  }

  func optionalText(_ name: String) throws -> String? {
    guard let value = document.member(name, of: node) else { return nil }
    guard let text = text(value) else { throw fault(name, "give a text that is not empty") }
    return text
  }

  func text(_ name: String) throws -> String {
    guard let text = try optionalText(name) else { throw fault(name, "is missing; give a text") }
    return text
  }

  /// One text, or a list of them.
  func texts(_ name: String) throws -> [String] {
    guard let value = document.member(name, of: node), let texts = texts(value) else {
      throw fault(name, "give a text, or a list of texts")
    }
    return texts
  }

  func leeway() throws -> Interval {
    guard let value = document.member("leeway_seconds", of: node) else { return .seconds(30) }
    guard document.kind(value) == .number, let seconds = Int64(document.text(value)),
      (0...300).contains(seconds)
    else { throw fault("leeway_seconds", "give a whole number from 0 to 300") }
    return .seconds(seconds)
  }

  func roleMap() throws -> RoleMap {
    let roles = try object("roles")
    try roles.allow(["claim", "map"])
    let claim = ClaimPath(text: try roles.text("claim"))
    let map = try roles.object("map")
    var grants: [String: RoleMap.Grant] = [:]
    for member in document.members(of: map.node) {
      grants[member.name] = try map.grant(member.name, member.value)
    }
    guard !grants.isEmpty else {
      throw roles.fault("map", "is empty, so that nobody could do anything; give values and roles")
    }
    return RoleMap(claim: claim, grants: grants)
  }

  private func object(_ name: String) throws -> IssuerFileObject {
    guard let value = document.member(name, of: node), document.kind(value) == .object else {
      throw fault(name, "give an object")
    }
    return IssuerFileObject(
      path: path, document: document, node: value, place: place + name + ".")
  }

  /// A role, a list of roles, or an object that also names channels.
  private func grant(_ name: String, _ value: JSONNode) throws -> RoleMap.Grant {
    guard document.kind(value) == .object else {
      return RoleMap.Grant(roles: try roles(name, texts(value)), channels: nil)
    }
    let given = try object(name)
    try given.allow(["role", "channels"])
    let roles = try given.roles("role", try given.texts("role"))
    guard document.member("channels", of: value) != nil else {
      return RoleMap.Grant(roles: roles, channels: nil)
    }
    guard roles.contains(.ingest) else {
      throw given.fault("channels", "only the role ingest has channels; remove them")
    }
    return RoleMap.Grant(roles: roles, channels: Set(try given.texts("channels")))
  }

  private func roles(_ name: String, _ texts: [String]?) throws -> Set<TokenRole> {
    let roles = (texts ?? []).compactMap { TokenRole(rawValue: $0) }
    guard let texts, roles.count == texts.count else {
      let known = TokenRole.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(name, "give a role or a list of roles out of \(known)")
    }
    return Set(roles)
  }

  private func text(_ value: JSONNode) -> String? {
    guard document.kind(value) == .string else { return nil }
    let text = document.text(value)
    return text.isEmpty ? nil : text
  }

  private func texts(_ value: JSONNode) -> [String]? {
    if let text = text(value) { return [text] }
    guard document.kind(value) == .array else { return nil }
    let children = Array(document.children(of: value))
    let texts = children.compactMap { text($0) }
    return texts.isEmpty || texts.count < children.count ? nil : texts
  }
}
