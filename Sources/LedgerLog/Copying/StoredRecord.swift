import LedgerCore

/// An entry and its body as the log stores them, whatever the body's encoding.
public struct StoredRecord: Hashable, Sendable {
  /// The canonical bytes.
  public var entry: [UInt8]
  /// All chunks together (`docs/format.md`, stored body); nil where the entry has no body, or it is
  /// not kept any more.
  public var body: [UInt8]?

  public init(entry: [UInt8], body: [UInt8]?) {
    self.entry = entry
    self.body = body
  }
}

/// A compression dictionary as the log stores it.
public struct StoredDictionary: Hashable, Sendable {
  public var id: DictionaryID
  public var record: [UInt8]

  public init(id: DictionaryID, record: [UInt8]) {
    self.id = id
    self.record = record
  }
}

/// Records that were read at one moment.
public struct StoredPiece: Sendable {
  /// Those that bodies up to here may name and that were not read before.
  public var dictionaries: [StoredDictionary] = []
  /// In the order of their positions, without a gap.
  public var records: [StoredRecord] = []
}

/// What is particular to one ledger: `LedgerKey` as bytes.
public struct LedgerIdentity: Hashable, Sendable {
  /// 16 bytes, secret.
  public var key: [UInt8]
  /// 16 bytes.
  public var id: [UInt8]
  /// Whether bodies are encrypted under keys of data subjects.
  public var isEncrypted: Bool

  /// Nil where these are not 16 bytes each.
  public init?(key: [UInt8], id: [UInt8], isEncrypted: Bool) {
    guard key.count == 16, id.count == 16 else { return nil }
    self.key = key
    self.id = id
    self.isEncrypted = isEncrypted
  }

  /// Reads `bytes`; nil where they are none.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 || bytes.count == 33 && bytes[32] == 1 else { return nil }
    self.init(
      key: Array(bytes[..<16]), id: Array(bytes[16..<32]), isEncrypted: bytes.count == 33)
  }

  /// Key, id and, where bodies are encrypted, the byte 1.
  public var bytes: [UInt8] { key + id + (isEncrypted ? [1] : []) }

  /// As `LedgerKey.id` is written.
  public var name: String {
    LedgerKey(key: key, id: id, isEncrypted: isEncrypted).id.description
  }
}
