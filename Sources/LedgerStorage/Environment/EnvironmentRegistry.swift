internal import CLMDB
internal import Synchronization

/// The files that this process has open. The store must not open a file twice in one process:
/// closing one of the two would drop the locks of the other.
package enum EnvironmentRegistry {
  private struct Entry: Sendable {
    let core: EnvironmentCore
    var users: Int
  }

  private static let entries = Mutex<[Files.Identity: Entry]>([:])

  /// Opens a file, or shares it where it is open for the same or more. The lock is held throughout,
  /// so that a file is never opened while it is being closed.
  package static func open(
    path: String, schema: Schema, access: EnvironmentAccess, options: EnvironmentOptions
  ) throws(StorageError) -> EnvironmentCore {
    try entries.withLock { entries throws(StorageError) in
      guard let identity = Files.identity(of: path) else {
        throw Files.exists(path) ? .foreign(path: path) : .missing(path: path)
      }
      if let entry = entries[identity] {
        guard !access.canWrite, entry.core.schema == schema else {
          throw .openInThisProcess(path: path)
        }
        entries[identity]?.users += 1
        return entry.core
      }
      let core = try EnvironmentOpening.open(path, schema, access, options, identity)
      entries[identity] = Entry(core: core, users: 1)
      return core
    }
  }

  static func release(_ core: EnvironmentCore) {
    entries.withLock { entries in
      entries[core.identity]?.users -= 1
      guard entries[core.identity]?.users == 0 else { return }
      entries[core.identity] = nil
      core.close()
    }
  }
}
