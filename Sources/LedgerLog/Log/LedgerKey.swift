public import LedgerCore
public import LedgerProofs
import LedgerStorage

/// What is secret and particular to one ledger: drawn when it is created, kept in its log.
public struct LedgerKey: Sendable {
  /// Names the ledger. Not secret.
  public let id: Hash128
  /// Hashes delivery keys, references and subjects.
  public let hasher: SipHash128

  /// Whether bodies are encrypted under keys of data subjects.
  public let isEncrypted: Bool
  /// Makes the keys of the reference map in proofs.
  public let referenceKey: ReferenceKey

  /// The random bytes that a new ledger needs.
  public static let randomBytesCount = 32

  static let keySetting = "ledger_key"
  static let idSetting = "ledger_id"
  /// Present, with one byte, where bodies are encrypted.
  static let encryptionSetting = "encryption"

  init(key: [UInt8], id: [UInt8], isEncrypted: Bool) {
    self.isEncrypted = isEncrypted
    hasher = SipHash128(key: key)
    referenceKey = ReferenceKey(derivedFrom: key)
    self.id = id.withUnsafeBytes {
      Hash128(
        high: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }

  static func read(_ environment: Environment) throws(LogError) -> LedgerKey {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      LedgerKey(
        key: try setting(keySetting, transaction), id: try setting(idSetting, transaction),
        isEncrypted: try LogError.wrapping { () throws(StorageError) in
          try transaction.get(Schema.meta, encryptionSetting) != nil
        })
    }
  }

  private static func setting(
    _ name: String, _ transaction: borrowing ReadTransaction
  ) throws(LogError) -> [UInt8] {
    let value = try LogError.wrapping { () throws(StorageError) in
      try transaction.get(Schema.meta, name)
    }
    guard let value, value.count == 16 else { throw .settingMissing(name) }
    return value
  }
}
