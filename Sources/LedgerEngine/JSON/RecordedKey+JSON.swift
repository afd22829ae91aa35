public import LedgerCore

extension JSONValue {
  /// Public keys of a ledger, the oldest first, as `keys show --json` and `GET /v1/keys` tell them.
  public static func keys(_ keys: [RecordedKey]) -> JSONValue {
    .array(
      keys.map { recorded in
        .object([
          ("key", .string(recorded.key.text)), ("position", .position(recorded.position)),
          ("recorded", .time(recorded.recorded)), ("by", .string(recorded.by)),
          ("reason", .string(recorded.reason)),
          ("former_lost", .bool(recorded.isFormerLost)),
        ])
      })
  }
}
