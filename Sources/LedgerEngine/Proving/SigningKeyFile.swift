import Glibc
import LedgerCore
import LedgerProofs
import LedgerStorage

/// The private key of a ledger: `signing.key` in its directory, for its owner alone. In the form of Go's
/// `sumdb/note`, so that other programs can sign with it.
struct SigningKeyFile {
  private let directory: String
  private static let bytesMax = 4_096

  init(in directory: String) { self.directory = directory }

  var path: String { directory + "/signing.key" }
  /// Where a new key stands until the first checkpoint that both have signed.
  var nextPath: String { path + ".next" }

  /// - Throws: where there is none, or it is no key.
  func read() throws(LedgerError) -> SigningKey {
    guard let key = try read(path) else { throw .proving(.keyMissing(path: path)) }
    return key
  }

  /// Nil where no key is about to take over.
  func readNext() throws(LedgerError) -> SigningKey? { try read(nextPath) }

  private func read(_ path: String) throws(LedgerError) -> SigningKey? {
    guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
    let bytes = try SmallFile.bytes(of: path, limit: SigningKeyFile.bytesMax)
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(ProofFault) {
      return try SigningKey(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    } catch {
      throw .proving(.keyUnreadable(path: path, error))
    }
  }

  func write(_ key: SigningKey) throws(LedgerError) { try write(key, to: path) }
  func writeNext(_ key: SigningKey) throws(LedgerError) { try write(key, to: nextPath) }

  private func write(_ key: SigningKey, to path: String) throws(LedgerError) {
    let bytes = Array(key.secretText.utf8) + [UInt8(ascii: "\n")]
    try WrittenFile.write(to: path, mode: 0o600, isDurable: true) { sink in sink(bytes) }
  }

  /// Draws a key and keeps it.
  func make(named name: String, _ surroundings: Surroundings) throws(LedgerError) -> SigningKey {
    let key = try SigningKeyFile.draw(named: name, surroundings)
    try write(key)
    return key
  }

  static func draw(
    named name: String, _ surroundings: Surroundings
  ) throws(LedgerError) -> SigningKey {
    do throws(ProofFault) {
      return try SigningKey(seed: surroundings.randomBytes(32), name: name)
    } catch {
      throw .proving(.badOrigin(name))
    }
  }

  /// The next key is the key from now on; the one before is gone.
  func takeNext() throws(LedgerError) {
    try LedgerError.storing { () throws(StorageError) in try Files.rename(nextPath, to: path) }
  }
}
