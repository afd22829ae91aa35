import LedgerCore
import LedgerLog
import LedgerProofs

/// A line of an exported log, read and held against itself.
enum ImportedLine: Sendable {
  case entry(StoredRecord, position: LogPosition)
  case checkpoint(SignedNote)
  case end(entries: UInt64, root: Hash256)

  /// What is wrong with a line; its number is the caller's.
  enum Fault: Error {
    case notJSON, unknownRecord, badEntry, fingerprint
    case member(String)
    case checkpoint(ProofFault)
  }

  static func read(_ bytes: [UInt8], _ sealer: BodySealer) throws(Fault) -> ImportedLine {
    guard let document = try? JSONDocument.parse(bytes), document.kind(document.root) == .object
    else { throw .notJSON }
    switch text("record", document) {
    case ExportFormat.entry: return try entry(document, sealer)
    case ExportFormat.checkpoint:
      do throws(ProofFault) {
        return .checkpoint(try SignedNote(Array((text("note", document) ?? "").utf8)))
      } catch {
        throw .checkpoint(error)
      }
    case ExportFormat.end:
      guard let entries = text("entries", document).flatMap({ UInt64($0) }) else {
        throw .member("entries")
      }
      guard let root = text("root", document).flatMap({ Hash256(hex: $0) }) else {
        throw .member("root")
      }
      return .end(entries: entries, root: root)
    default: throw .unknownRecord
    }
  }

  private static func entry(
    _ document: JSONDocument, _ sealer: BodySealer
  ) throws(Fault) -> ImportedLine {
    guard let bytes = text("entry", document).flatMap({ Base64.decode(Array($0.utf8)) }),
      let entry = try? Entry(decoding: bytes)
    else { throw .badEntry }
    var body: ExportedBody?
    var stored: [UInt8]?
    if let content = entry.content, document.member("salt", of: document.root) != nil {
      let payload = try payload(document)
      guard
        let salt = text("salt", document).flatMap({ Hex.decode($0) }).flatMap({ Salt(bytes: $0) })
      else { throw .member("salt") }
      guard
        let sealed = try? sealer.seal(
          headers: payload.headers, body: payload.body, salt: salt,
          shape: shape(of: entry, payload.headers), subjects: entry.subjects),
        sealed.content == content
      else { throw .fingerprint }
      stored = sealed.stored.record
      body = ExportedBody(salt: salt.bytes, payload: payload)
    }
    try check(document, entry, bytes, body)
    return .entry(StoredRecord(entry: bytes, body: stored), position: entry.position)
  }

  /// Every member must say what the canonical bytes say: people read the members.
  private static func check(
    _ document: JSONDocument, _ entry: Entry, _ bytes: [UInt8], _ body: ExportedBody?
  ) throws(Fault) {
    let reason = text("absent", document) ?? ExportedEntry.notKept
    guard case .members(let members) = ExportedEntry.json(entry, bytes, body, absent: reason)
    else { throw .badEntry }
    for member in members {
      guard let node = document.member(member.name, of: document.root),
        matches(document, node, member.value)
      else { throw .member(member.name) }
    }
    guard document.count(of: document.root) == members.count else {
      let known = Set(members.map(\.name))
      let other = document.members(of: document.root).first { !known.contains($0.name) }
      throw .member(other?.name ?? "record")
    }
  }

  private static func matches(
    _ document: JSONDocument, _ node: JSONNode, _ value: JSONValue
  ) -> Bool {
    let kind = document.kind(node)
    switch value {
    case .null: return kind == .null
    case .bool(let flag): return kind == (flag ? .true : .false)
    case .int(let number): return kind == .number && document.text(node) == String(number)
    case .string(let text):
      return kind == .string && document.text(node).utf8.elementsEqual(text.utf8)
    case .array(let elements):
      guard kind == .array, document.count(of: node) == elements.count else { return false }
      return zip(document.children(of: node), elements).allSatisfy { matches(document, $0, $1) }
    case .members(let members):
      guard kind == .object, document.count(of: node) == members.count else { return false }
      return members.allSatisfy { member in
        document.member(member.name, of: node).map { matches(document, $0, member.value) } ?? false
      }
    }
  }

  private static func payload(_ document: JSONDocument) throws(Fault) -> Payload {
    guard let list = document.member("headers", of: document.root),
      document.kind(list) == .array
    else { throw .member("headers") }
    var headers: [Header] = []
    for pair in document.children(of: list) {
      let texts = document.children(of: pair).map { document.text($0) }
      guard texts.count == 2 else { throw .member("headers") }
      headers.append(Header(name: texts[0], value: texts[1]))
    }
    if let node = document.member("body_base64", of: document.root) {
      guard let body = Base64.decode(Array(document.text(node).utf8)) else {
        throw .member("body_base64")
      }
      return Payload(headers: headers, body: body)
    }
    guard let node = document.member("body", of: document.root), document.kind(node) == .string
    else { throw .member("body") }
    return Payload(headers: headers, body: document.withUTF8(node) { Array($0) })
  }

  /// Bodies that look alike are compressed with one dictionary. What a sender calls their kind stands
  /// in a header of most.
  private static func shape(of entry: Entry, _ headers: [Header]) -> String {
    if case .control(let name) = entry.kind { return "control/\(name)" }
    let topic = headers.first { $0.name.hasSuffix("topic") || $0.name.hasSuffix("event") }
    return topic.map { "\(entry.channelKind)/\($0.value)" } ?? entry.channelKind
  }

  static func text(_ name: String, _ document: JSONDocument) -> String? {
    guard let node = document.member(name, of: document.root), document.kind(node) != .null else {
      return nil
    }
    return document.text(node)
  }
}
