import LedgerCore
import LedgerIndex

/// Actions that the log records beside deliveries.
enum ControlKind: String {
  case ledgerCreated = "ledger_created"
  case channelRegistered = "channel_registered"
  case rulebookActivated = "rulebook_activated"
  case join
  case separate
}

/// Bodies of control entries. JSON, so that an auditor reads them; a rulebook is an archive.
enum ControlBody {
  static func channel(_ row: ChannelRow) -> [UInt8] {
    JSONValue.object([
      ("channel", .string(row.name)), ("kind", .string(row.kind)),
      ("account", .string(row.account)),
    ]).utf8
  }

  static func channel(_ body: [UInt8]) -> ChannelRow? {
    guard let document = try? JSONDocument.parse(body) else { return nil }
    func text(_ name: String) -> String? {
      document.member(name, of: document.root).map { document.text($0) }
    }
    guard let name = text("channel"), let kind = text("kind"), let account = text("account") else {
      return nil
    }
    return ChannelRow(name: name, kind: kind, account: account)
  }

  static func references(_ references: [Reference], reason: String) -> [UInt8] {
    JSONValue.object([
      ("reason", .string(reason)),
      (
        "references",
        .array(
          references.map { reference in
            .object([
              ("account", .string(reference.space.account)),
              ("system", .string(reference.space.system)),
              ("entity", .string(reference.space.entity)),
              ("kind", .string(reference.space.kind)), ("value", .string(reference.value)),
            ])
          })
      ),
    ]).utf8
  }

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
