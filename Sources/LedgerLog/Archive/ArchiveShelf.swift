import LedgerCore
import LedgerStorage
import Synchronization

/// The archives of a log, as a reader knows them. From any thread.
final class ArchiveShelf: Sendable {
  private let directory: String
  private let ledger: Hash128
  private let state = Mutex(State())

  private struct State {
    var known: [ArchiveReference] = []
    /// By the position behind the file's last entry.
    var files: [LogPosition: ArchiveFileReader] = [:]
    /// The last blocks that were read, the newest last.
    var blocks: [(place: Place, block: ArchiveBlock)] = []
  }

  private struct Place: Hashable {
    var end: LogPosition
    var block: Int
  }

  /// Of about `ArchiveFormat.blockBytes` each.
  private static let blocksMax = 16

  init(directory: String, ledger: Hash128) {
    self.directory = directory
    self.ledger = ledger
  }

  /// Lends an archived body; nil where there is none.
  func withRecord<Result>(
    at position: LogPosition, _ transaction: borrowing ReadTransaction,
    _ use: (ArchiveRecord) throws(LogError) -> Result
  ) throws(LogError) -> Result? {
    guard let reference = try reference(position, transaction) else { return nil }
    let block: ArchiveBlock?
    do throws(LogError) {
      block = try self.block(of: position, reference)
    } catch {
      // It may have been moved since.
      guard case .archive = error else { throw error }
      let list = try transaction.archives()
      state.withLock { $0.known = list }
      guard let moved = list.containing(position), moved != reference else { throw error }
      block = try self.block(of: position, moved)
    }
    return try block?.withRecord(at: position, use)
  }

  /// Which file has the bodies around a position.
  private func reference(
    _ position: LogPosition, _ transaction: borrowing ReadTransaction
  ) throws(LogError) -> ArchiveReference? {
    if let found = state.withLock({ $0.known.containing(position) }) { return found }
    // Another one may have been made since.
    let list = try transaction.archives()
    guard let found = list.containing(position) else { return nil }
    state.withLock { $0.known = list }
    return found
  }

  private func block(
    of position: LogPosition, _ reference: ArchiveReference
  ) throws(LogError) -> ArchiveBlock? {
    let file = try file(reference)
    guard let number = file.block(of: position) else { return nil }
    let place = Place(end: reference.positions.upperBound, block: number)
    let kept = state.withLock { state -> ArchiveBlock? in
      guard let index = state.blocks.lastIndex(where: { $0.place == place }) else { return nil }
      let found = state.blocks.remove(at: index)
      state.blocks.append(found)
      return found.block
    }
    if let kept { return kept }
    let block = try LogError.archiving { () throws(ArchiveFault) in try file.read(block: number) }
    state.withLock { state in
      if state.blocks.count >= ArchiveShelf.blocksMax { state.blocks.removeFirst() }
      state.blocks.append((place, block))
    }
    return block
  }

  private func file(_ reference: ArchiveReference) throws(LogError) -> ArchiveFileReader {
    let end = reference.positions.upperBound
    if let open = state.withLock({ $0.files[end] }) { return open }
    let file = try LogError.archiving { () throws(ArchiveFault) in
      try ArchiveFileReader(reference, in: directory, ledger: ledger)
    }
    state.withLock { $0.files[end] = file }
    return file
  }
}

extension [ArchiveReference] {
  /// They follow each other without a gap.
  fileprivate func containing(_ position: LogPosition) -> ArchiveReference? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].positions.upperBound <= position { low = middle + 1 } else { high = middle }
    }
    return low < count ? self[low] : nil
  }
}

extension ReadTransaction {
  /// The archived part of the log.
  borrowing func archives() throws(LogError) -> [ArchiveReference] {
    let list = try lend(Schema.meta, ArchiveList.setting) { bytes throws(LogError) in
      do throws(FormatFault) {
        return try ArchiveList.decode(bytes)
      } catch {
        throw .settingMissing(ArchiveList.setting)
      }
    }
    return list ?? []
  }
}

extension LogError {
  static func archiving<Result>(
    _ body: () throws(ArchiveFault) -> Result
  ) throws(LogError) -> Result {
    do throws(ArchiveFault) {
      return try body()
    } catch {
      throw .archive(error)
    }
  }
}
