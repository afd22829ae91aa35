import LedgerCore
import Synchronization

extension LogWriter {
  /// Takes entries again after a commit that failed. What is on disk counts: all of that commit or,
  /// as a rule, nothing. Whoever prepared entries on top of it begins anew.
  public func resume() throws(LogError) {
    try state.withLock { state throws(LogError) in
      guard failure != nil else { return }
      state = try State(
        reader, lastDictionary: reader.newestDictionaries().last, commits: state.commits)
      failed.withLock { $0 = nil }
    }
  }
}
