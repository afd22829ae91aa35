import Crypto
import LedgerCore

/// The key under which a ledger's keys of data subjects are kept: 32 random bytes that are no part of
/// the ledger.
public struct MasterKey: Sendable {
  public static let bytesCount = 32

  let key: SymmetricKey

  /// Nil where these are not 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == MasterKey.bytesCount else { return nil }
    key = SymmetricKey(data: bytes)
  }

  /// Reads 64 hexadecimal digits, with white space around them.
  public init?(_ text: String) {
    let digits = text.utf8.filter { !($0 == 0x20 || $0 >= 0x09 && $0 <= 0x0d) }
    guard digits.count == 2 * MasterKey.bytesCount,
      let bytes = Hex.decode(String(decoding: digits, as: UTF8.self))
    else { return nil }
    self.init(bytes: bytes)
  }

  /// 64 hexadecimal digits.
  public var text: String { key.withUnsafeBytes { Hex.encode(Array($0)) } }
}

/// Where a master key is to be had, asked only where bodies are encrypted; nil where none was given.
public typealias MasterKeySource = @Sendable () throws(LogError) -> MasterKey?
