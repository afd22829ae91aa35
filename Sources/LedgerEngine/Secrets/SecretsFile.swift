import Glibc
import LedgerChannels
import LedgerCore

/// A file of secrets (`Schemas/secrets.schema.json`): one JSON object, from a channel's name to its
/// secret or to a list of them. A secret is a text, or an object of `secret`, `key_id` and
/// `allow_sha1`; an object may also have, or have nothing but, a `verification_token`.
enum SecretsFile {
  struct Content {
    var secrets: [String: [Secret]] = [:]
    /// At most one for a channel.
    var verificationTokens: [String: String] = [:]
  }

  private static let bytesMax = 1 << 20

  static func read(_ path: String, outside ledger: String) throws(LedgerError) -> Content {
    let bytes = try content(path, outside: ledger)
    let document: JSONDocument
    do throws(JSONFault) {
      document = try JSONDocument.parse(bytes)
    } catch {
      throw .secrets(.notJSON(path: path))
    }
    guard document.kind(document.root) == .object else {
      throw .secrets(.malformed(path: path, place: "$"))
    }
    var found = Content()
    for member in document.members(of: document.root) {
      let isList = document.kind(member.value) == .array
      let nodes = isList ? Array(document.children(of: member.value)) : [member.value]
      let given = nodes.compactMap { SecretsFile.given($0, in: document) }
      let tokens = given.compactMap(\.verificationToken)
      guard !given.isEmpty, given.count == nodes.count, tokens.count <= 1 else {
        throw .secrets(.malformed(path: path, place: member.name))
      }
      let secrets = given.compactMap(\.secret)
      if !secrets.isEmpty { found.secrets[member.name] = secrets }
      found.verificationTokens[member.name] = tokens.first
    }
    return found
  }

  /// What one member says; at least one of both.
  private struct Given {
    var secret: Secret?
    var verificationToken: String?
  }

  private static let members: Set = ["secret", "key_id", "allow_sha1", "verification_token"]

  private static func given(_ node: JSONNode, in document: JSONDocument) -> Given? {
    switch document.kind(node) {
    case .string:
      let text = document.text(node)
      return text.isEmpty ? nil : Given(secret: Secret(text))
    case .object: return givenByObject(node, in: document)
    case .array, .number, .true, .false, .null: return nil
    }
  }

  private static func givenByObject(_ node: JSONNode, in document: JSONDocument) -> Given? {
    guard document.members(of: node).allSatisfy({ members.contains($0.name) }) else { return nil }
    func member(_ name: String) -> JSONNode? { document.member(name, of: node) }
    let texts = ["secret", "key_id", "verification_token"].compactMap { member($0) }
    guard texts.allSatisfy({ document.kind($0) == .string }),
      ["secret", "verification_token"].compactMap({ member($0) })
        .allSatisfy({ !document.text($0).isEmpty }),
      member("allow_sha1").map({ document.kind($0) == .true || document.kind($0) == .false })
        ?? true
    else { return nil }
    let text = member("secret").map { document.text($0) }
    let token = member("verification_token").map { document.text($0) }
    guard let text else {
      // A key's name, or what it allows, without a key.
      guard token != nil, member("key_id") == nil, member("allow_sha1") == nil else { return nil }
      return Given(verificationToken: token)
    }
    let secret = Secret(
      text, keyID: member("key_id").map { document.text($0) },
      allowsSHA1: member("allow_sha1").map { document.kind($0) == .true } ?? false)
    return Given(secret: secret, verificationToken: token)
  }

  /// The file's bytes. What is looked at is the file that is open, not what the path may name a
  /// moment later.
  private static func content(_ path: String, outside ledger: String) throws(LedgerError) -> [UInt8]
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .file(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .secrets(.notAFile(path: path)) }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw .secrets(.foreignOwner(path: path))
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .secrets(.readableByOthers(path: path, mode: UInt16(status.st_mode & 0o777)))
    }
    guard !isInside(path, ledger) else { throw .secrets(.insideLedger(path: path)) }
    guard status.st_size <= bytesMax else { throw .secrets(.notJSON(path: path)) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let start = count
      let read = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw .file(path: path, errno: errno) }
      if read == 0 { break }
      count += read
    }
    return Array(bytes.prefix(count))
  }

  /// A copy or a backup of a ledger must not take the secrets along.
  private static func isInside(_ path: String, _ directory: String) -> Bool {
    guard let path = resolved(path), let directory = resolved(directory) else { return false }
    return path.hasPrefix(directory.hasSuffix("/") ? directory : directory + "/")
  }

  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}
