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
}

extension CheckpointPage {
  public var json: JSONValue {
    .object([
      ("checkpoints", .array(checkpoints.map(\.json))), ("next", .optional(next.map { "\($0)" })),
    ])
  }
}

extension ListedCheckpoint {
  fileprivate var json: JSONValue {
    var root: String?
    var signatures: [String] = []
    var fault: String?
    switch signed {
    case .success(let signed):
      root = "\(signed.checkpoint.root)"
      signatures = signed.note.signatures.map(\.name)
    case .failure(let error): fault = "\(error)"
    }
    return .object([
      ("size", .int(Int64(size))), ("root", .optional(root)), ("signatures", .strings(signatures)),
      ("fault", .optional(fault)),
    ])
  }
}
