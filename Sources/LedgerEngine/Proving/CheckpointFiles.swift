import Glibc
import LedgerCore
import LedgerProofs
import LedgerStorage

/// The checkpoints that a ledger has signed: `checkpoints/SIZE` in its directory, each a signed note.
struct CheckpointFiles {
  private let directory: String
  /// So many digits that names sort by size.
  private static let digits = 20

  init(in ledger: String) { directory = ledger + "/checkpoints" }

  /// Sizes, ascending.
  func sizes() -> [UInt64] {
    Directory.names(in: directory).compactMap { name in
      name.utf8.count == CheckpointFiles.digits ? UInt64(name) : nil
    }.sorted()
  }

  func path(of size: UInt64) -> String {
    let digits = String(size)
    let padding = String(repeating: "0", count: max(0, CheckpointFiles.digits - digits.count))
    return "\(directory)/\(padding)\(digits)"
  }

  func read(_ size: UInt64) throws(LedgerError) -> SignedNote {
    let path = path(of: size)
    let bytes = try SmallFile.bytes(of: path, limit: SignedNote.bytesMax)
    do throws(ProofFault) {
      return try SignedNote(bytes)
    } catch {
      throw .proving(.checkpointUnreadable(path: path, error))
    }
  }

  /// Of a size that there is a file of.
  ///
  /// - Parameter keys: that the ledger signs with, or has signed with.
  func checkpoint(
    of size: UInt64, trusting keys: [VerifierKey]
  ) throws(LedgerError) -> SignedCheckpoint {
    let note = try read(size)
    do throws(ProofFault) {
      let found = try VerifiedCheckpoint(note, trusting: keys)
      return SignedCheckpoint(
        note: note, checkpoint: found.checkpoint, isNew: false, directory: nil)
    } catch {
      throw .proving(.checkpointForeign(path: path(of: size), error))
    }
  }

  func write(_ note: SignedNote, of size: UInt64) throws(LedgerError) {
    try LedgerError.storing { () throws(StorageError) in
      try Files.createDirectory(directory)
      // Without its name on disk, what is in it is lost with it.
      try Files.syncDirectory(Files.directory(of: directory))
    }
    let bytes = note.bytes
    try WrittenFile.write(to: path(of: size), mode: 0o644, isDurable: true) { sink in sink(bytes) }
  }
}
