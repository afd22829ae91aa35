public import LedgerCore
import LedgerLog
import LedgerProofs

/// Damage that is found when a ledger is opened, as far as it can be found without reading all of it. What
/// is still right can be read; nothing is written.
public enum LedgerDamage: Sendable, Hashable {
  /// The kept hashes do not lead to what the last checkpoint signed.
  case altered(size: UInt64)
  /// Hashes that lead to it are missing.
  case treeIncomplete
  /// Positions are not dense, or the last entry cannot be read.
  case tail(LogError)
  /// Entries or bodies that the index has not taken in yet cannot be read, and are left out.
  case unread([LogPosition])

  /// What is looked at: the end of the log, and the root at the last checkpoint.
  static func found(in directory: String, log: LogReader, end: LogPosition) -> [LedgerDamage] {
    var found: [LedgerDamage] = []
    do throws(LogError) {
      _ = try log.tail()
    } catch {
      found.append(.tail(error))
    }
    let files = CheckpointFiles(in: directory)
    // A checkpoint that cannot be read, or is longer than the log, says nothing of these entries.
    guard let size = files.sizes().last, size <= end.rawValue, let note = try? files.read(size),
      let signed = try? Checkpoint(text: note.text), signed.size == size
    else { return found }
    do throws(LogError) {
      if try log.root(size: LogPosition(size)) != signed.root {
        found.append(.altered(size: size))
      }
    } catch {
      found.append(.treeIncomplete)
    }
    return found
  }
}

extension LedgerDamage: CustomStringConvertible {
  public var description: String {
    switch self {
    case .altered(let size):
      "the first \(size) entries are not those that were signed: entries, the hashes that are kept of "
        + "them, or the checkpoint were altered"
    case .treeIncomplete: "hashes of the log's tree are missing"
    case .tail(let error): "\(error)"
    case .unread(let positions):
      "what stands at \(LedgerDamage.list(positions)) cannot be read, and is left out"
    }
  }

  private static func list(_ positions: [LogPosition]) -> String {
    let shown = positions.prefix(8).map { "position \($0)" }.joined(separator: ", ")
    return positions.count > 8 ? "\(shown) and \(positions.count - 8) more" : shown
  }
}
