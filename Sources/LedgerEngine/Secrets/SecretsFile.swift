import Glibc
import LedgerChannels
import LedgerCore

/// A file of secrets (`Schemas/secrets.schema.json`): one JSON object, from a channel's name to its
/// secret or to a list of them. A secret is a text, or an object of `secret`, `key_id` and
/// `allow_sha1`.
enum SecretsFile {
  private static let bytesMax = 1 << 20

  static func read(_ path: String, outside ledger: String) throws(LedgerError) -> [String: [Secret]]
  {
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
    var found: [String: [Secret]] = [:]
    for member in document.members(of: document.root) {
      let isList = document.kind(member.value) == .array
      let nodes = isList ? Array(document.children(of: member.value)) : [member.value]
      let secrets = nodes.compactMap { secret($0, in: document) }
      guard !secrets.isEmpty, secrets.count == nodes.count else {
        throw .secrets(.malformed(path: path, place: member.name))
      }
      found[member.name] = secrets
    }
    return found
  }

  private static func secret(_ node: JSONNode, in document: JSONDocument) -> Secret? {
    switch document.kind(node) {
    case .string:
      let text = document.text(node)
      return text.isEmpty ? nil : Secret(text)
    case .object:
      let members = document.members(of: node)
      guard members.allSatisfy({ ["secret", "key_id", "allow_sha1"].contains($0.name) }),
        let text = document.member("secret", of: node), document.kind(text) == .string,
        !document.text(text).isEmpty
      else { return nil }
      let keyID = document.member("key_id", of: node)
      let allows = document.member("allow_sha1", of: node)
      guard keyID.map({ document.kind($0) == .string }) ?? true,
        allows.map({ document.kind($0) == .true || document.kind($0) == .false }) ?? true
      else { return nil }
      return Secret(
        document.text(text), keyID: keyID.map { document.text($0) },
        allowsSHA1: allows.map { document.kind($0) == .true } ?? false)
    case .array, .number, .true, .false, .null: return nil
    }
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
