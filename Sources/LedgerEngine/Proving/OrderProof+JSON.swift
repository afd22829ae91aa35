import LedgerCore
import LedgerProofs

extension OrderProof {
  /// One line of JSON, with its end.
  public var bytes: [UInt8] {
    let directoryMembers =
      OrderProof.members(of: directory) + OrderProof.members(of: directoryBody).dropFirst()
    return JSONValue.object([
      ("format", .string(OrderProof.format)),
      ("checkpoint", .string(String(decoding: note.bytes, as: UTF8.self))),
      ("directory", .object(directoryMembers)),
      ("reference_key", .base64(referenceKey.bytes)),
      ("asked", .array(asked.map { .object(OrderProof.members(of: $0)) })),
      ("references", .array(references.map(OrderProof.json))),
      (
        "threads",
        .array(
          threads.map { thread in
            .object([
              ("number", .int(Int64(thread.number))), ("leaf", .base64(thread.leaf)),
              ("proof", .hashes(thread.path)),
            ])
          })
      ), ("entries", .array(entries.map { .object(OrderProof.members(of: $0)) })),
      ("bodies", .array(bodies.map { .object(OrderProof.members(of: $0)) })),
    ]).utf8 + [UInt8(ascii: "\n")]
  }

  private static func members(of included: Included) -> [(String, JSONValue)] {
    [
      ("position", .int(Int64(included.position.rawValue))), ("entry", .base64(included.entry)),
      ("proof", .hashes(included.path)),
    ]
  }

  private static func members(of opened: Opened) -> [(String, JSONValue)] {
    [
      ("position", .int(Int64(opened.position.rawValue))), ("salt", .base64(opened.salt)),
      ("payload", .base64(opened.payload)),
    ]
  }

  private static func members(of named: NamedReference) -> [(String, JSONValue)] {
    let space = named.reference.space
    return [
      ("account", .string(space.account)), ("system", .string(space.system)),
      ("entity", .string(space.entity)), ("kind", .string(space.kind)),
      ("value", .string(named.reference.value)), ("run", .int(Int64(named.run))),
    ]
  }

  private static func json(_ proved: ProvedReference) -> JSONValue {
    let other: JSONValue =
      if case .other(let leaf) = proved.proof.ending {
        .object([
          ("key", .string(leaf.key.base64)), ("value_hash", .string(leaf.valueHash.base64)),
        ])
      } else { .null }
    return .object([
      ("key", .string(proved.key.base64)), ("value", proved.value.map { .base64($0) } ?? .null),
      ("siblings", .hashes(proved.proof.siblings)), ("other", other),
      ("reference", .object(members(of: proved.reference))),
    ])
  }
}

extension JSONValue {
  fileprivate static func base64(_ bytes: [UInt8]) -> JSONValue {
    .string(Base64.encode(bytes))
  }

  fileprivate static func hashes(_ hashes: [Hash256]) -> JSONValue {
    .array(hashes.map { .string($0.base64) })
  }
}
