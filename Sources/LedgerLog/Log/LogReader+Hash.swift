import Crypto
public import LedgerCore
import LedgerStorage

extension LogReader {
  /// The leaf hash of an entry: SHA-256(0x00 ‖ canonical entry), RFC 6962, section 2.1.
  public func leafHash(at position: LogPosition) throws(LogError) -> Hash256 {
    let hash = try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      try transaction.lend(LogTables.entries, position) { bytes throws(LogError) in
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(bufferPointer: bytes)
        return Hash256(bytes: hash.finalize())
      }
    }
    guard let hash else { throw .noEntry(position) }
    return hash
  }
}
