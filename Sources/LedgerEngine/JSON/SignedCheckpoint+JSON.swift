public import LedgerCore

extension SignedCheckpoint {
  /// With the note itself.
  public var json: JSONValue {
    .object([
      ("origin", .string(checkpoint.origin)), ("size", .int(Int64(checkpoint.size))),
      ("root", .string("\(checkpoint.root)")), ("new", .bool(isNew)),
      ("directory", .position(directory)), ("signatures", .strings(note.signatures.map(\.name))),
      ("note", .string(String(decoding: note.bytes, as: UTF8.self))),
    ])
  }

  /// As one of a list.
  public var listJSON: JSONValue {
    .object([
      ("size", .int(Int64(checkpoint.size))), ("root", .string("\(checkpoint.root)")),
      ("signatures", .strings(note.signatures.map(\.name))),
    ])
  }
}
