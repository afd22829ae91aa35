import LedgerCore
import LedgerIndex

/// Actions that the log records beside deliveries.
enum ControlKind: String {
  case ledgerCreated = "ledger_created"
  case channelRegistered = "channel_registered"
  case rulebookActivated = "rulebook_activated"
  case rulebookRolledBack = "rulebook_rolled_back"
  case promotionRequested = "promotion_requested"
  case promotionApproved = "promotion_approved"
  case join
  case separate
  case signingKeyChanged = "signing_key_changed"
  case directory
  case erased
  case bodyRead = "body_read"

  /// Whether another rulebook may be in force from it on. Its entry's revision says which.
  var switchesRulebooks: Bool { self == .rulebookActivated || self == .rulebookRolledBack }

  /// Whether it is part of the history of rulebooks.
  var bearsOnRulebooks: Bool {
    switchesRulebooks || self == .promotionRequested || self == .promotionApproved
  }

  /// Whether the log lists it, so that it is found without reading the log.
  var isLandmark: Bool {
    switch self {
    case .rulebookActivated, .rulebookRolledBack, .promotionRequested, .promotionApproved,
      .separate, .signingKeyChanged, .erased:
      true
    case .ledgerCreated, .channelRegistered, .join, .directory, .bodyRead: false
    }
  }
}

/// Bodies of control entries. JSON, so that an auditor reads them; what they say of rulebooks is
/// told in `RulebookEntry`.
enum ControlBody {
  static func channel(_ row: ChannelRow) -> [UInt8] {
    JSONValue.object([
      ("channel", .string(row.name)), ("kind", .string(row.kind)),
      ("account", .string(row.account)),
    ]).utf8
  }

  static func channel(_ body: [UInt8]) -> ChannelRow? {
    guard let reader = ControlReader(body), let name = reader.text("channel"),
      let kind = reader.text("kind"), let account = reader.text("account")
    else { return nil }
    return ChannelRow(name: name, kind: kind, account: account)
  }

  static func references(_ references: [Reference], reason: String) -> [UInt8] {
    JSONValue.object([
      ("reason", .string(reason)),
      ("references", .array(references.map { .object(members($0)) })),
    ]).utf8
  }

  private static func members(_ reference: Reference) -> [(String, JSONValue)] {
    [
      ("account", .string(reference.space.account)), ("system", .string(reference.space.system)),
      ("entity", .string(reference.space.entity)), ("kind", .string(reference.space.kind)),
      ("value", .string(reference.value)),
    ]
  }

  /// References as those of `references`, each with its class and the item that began its thread.
  static func join(_ parties: [JoinParty], reason: String) -> [UInt8] {
    let references = parties.map { party in
      var members = members(party.reference)
      members.append(("class", .string("\(party.kind)")))
      if let item = party.item {
        members.append(("position", .int(Int64(item.position.rawValue))))
        members.append(("item", .int(Int64(item.index))))
      }
      return JSONValue.object(members)
    }
    return JSONValue.object([("reason", .string(reason)), ("references", .array(references))]).utf8
  }

  static func join(_ body: [UInt8]) -> [JoinParty] {
    guard let document = try? JSONDocument.parse(body),
      let list = document.member("references", of: document.root)
    else { return [] }
    return zip(document.children(of: list), references(body)).map { node, reference in
      func text(_ name: String) -> String? {
        document.member(name, of: node).map { document.text($0) }
      }
      let kind = ReferenceClass.allCases.first { "\($0)" == text("class") } ?? .identity
      let position = text("position").flatMap { UInt64($0) }
      let item = text("item").flatMap { UInt16($0) }
      return JoinParty(
        kind: kind, reference: reference,
        item: position.map { ItemID(position: LogPosition($0), index: item ?? 0) })
    }
  }

  static func reason(_ body: [UInt8]) -> String { ControlReader(body)?.text("reason") ?? "" }

  static func references(_ body: [UInt8]) -> [Reference] {
    guard let document = try? JSONDocument.parse(body),
      let list = document.member("references", of: document.root)
    else { return [] }
    return document.children(of: list).compactMap { node in
      func text(_ name: String) -> String {
        document.member(name, of: node).map { document.text($0) } ?? ""
      }
      return Reference(
        space: ReferenceSpace(
          account: text("account"), system: text("system"), entity: text("entity"),
          kind: text("kind")), value: text("value"))
    }
  }
}
