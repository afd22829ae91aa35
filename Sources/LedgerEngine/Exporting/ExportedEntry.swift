import LedgerChannels
import LedgerCore
import LedgerLog

/// Salt and payload of an entry.
struct ExportedBody {
  /// 16 bytes.
  var salt: [UInt8]
  var payload: Payload
}

/// An entry as a line of an exported log: readable, with all that its hash covers.
enum ExportedEntry {
  /// Why an entry with content is without its body.
  static let notKept = "not_kept"

  /// - Parameters:
  ///   - bytes: the canonical entry.
  ///   - body: nil where it has none, or that is not there any more.
  ///   - reason: why that is so.
  static func json(
    _ entry: Entry, _ bytes: [UInt8], _ body: ExportedBody?, absent reason: String = notKept
  ) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("record", .string(ExportFormat.entry)), ("position", .int(Int64(entry.position.rawValue))),
    ]
    members += kind(entry)
    members += [
      ("received", .string(entry.received.rfc3339)), ("clock", .string("\(entry.clock)")),
      ("engine", .string(entry.engineVersion)), ("account", .string(entry.account)),
      ("channel", .string(entry.channel)), ("channel_kind", .string(entry.channelKind)),
    ]
    members += evidence(entry)
    members.append(("subjects", .array(entry.subjects.map { .string("\($0)") })))
    members.append(("links", .array(entry.links.map(link))))
    members += content(entry, body, reason)
    members.append(("entry", .string(Base64.encode(bytes))))
    return .object(members)
  }

  private static func kind(_ entry: Entry) -> [(String, JSONValue)] {
    switch entry.kind {
    case .delivery: [("kind", .string("delivery"))]
    case .conflict(let original):
      [("kind", .string("conflict")), ("original", .int(Int64(original.rawValue)))]
    case .duplicate(let original):
      [("kind", .string("duplicate")), ("original", .int(Int64(original.rawValue)))]
    case .control(let name): [("kind", .string("control")), ("control", .string(name))]
    }
  }

  private static func evidence(_ entry: Entry) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if let key = entry.deliveryKey { members.append(("delivery_key", .string("\(key)"))) }
    if let position = entry.cause.position {
      members.append(("cause_position", .int(Int64(position.rawValue))))
    }
    if let text = entry.cause.text { members.append(("cause", .string(text))) }
    members.append(("actor", .string(entry.actor)))
    members.append(("authentication", .string(entry.authentication)))
    if let key = entry.keyFingerprint {
      let bytes = withUnsafeBytes(of: key.bigEndian) { Array($0) }
      members.append(("key_fingerprint", .string(Hex.encode(bytes))))
    }
    switch entry.evidence {
    case .ledger: members.append(("evidence", .string("ledger")))
    case .signed: members.append(("evidence", .string("signed")))
    case .authenticatedFetch: members.append(("evidence", .string("authenticated_fetch")))
    case .unsigned: members.append(("evidence", .string("unsigned")))
    case .operatorFile(let digest, let line):
      members.append(("evidence", .string("operator_file")))
      members.append(("file_sha256", .string("\(digest)")))
      members.append(("file_line", .int(Int64(clamping: line))))
    }
    if let time = entry.senderTime { members.append(("sender_time", .string(time))) }
    if let revision = entry.revision { members.append(("revision", .string("\(revision)"))) }
    return members
  }

  private static func link(_ link: ChainLink) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("item", .int(Int64(link.item))),
      ("thread_position", .int(Int64(link.thread.origin.position.rawValue))),
      ("thread_item", .int(Int64(link.thread.origin.index))),
      ("sequence", .int(Int64(link.sequence))),
    ]
    if let previous = link.previous {
      members.append(("previous", .int(Int64(previous.rawValue))))
    }
    return .object(members)
  }

  private static func content(
    _ entry: Entry, _ body: ExportedBody?, _ reason: String
  ) -> [(String, JSONValue)] {
    guard let content = entry.content else { return [] }
    var members: [(String, JSONValue)] = [
      ("body_length", .int(Int64(clamping: content.bodyLength))),
      ("fingerprint", .string("\(content.fingerprint)")),
    ]
    guard let body else { return members + [("body", .null), ("absent", .string(reason))] }
    let payload = body.payload
    members.append(("salt", .string(Hex.encode(body.salt))))
    members.append(
      (
        "headers",
        .array(payload.headers.map { .array([.string($0.name), .string($0.value)]) })
      ))
    members.append(
      JSONValue.member(ofBody: payload.body, textBytesMax: ExportFormat.textBytesMax))
    return members
  }
}
