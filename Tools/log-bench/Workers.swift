import Dispatch
import Synchronization

/// Runs the same work on several threads at once.
enum Workers {
  static func run(_ count: Int, _ work: @escaping () throws -> Void) throws {
    let failure = Mutex<String?>(nil)
    // Unchecked: the work is shared by design, and ends before this returns.
    let shared = Shared(work)
    let group = DispatchGroup()
    for index in 0..<count {
      DispatchQueue(label: "worker \(index)").async(group: group) {
        do { try shared.work() } catch { failure.withLock { $0 = "\(error)" } }
      }
    }
    group.wait()
    if let failure = failure.withLock({ $0 }) { throw Failed(reason: failure) }
  }

  struct Failed: Error { let reason: String }

  private final class Shared: @unchecked Sendable {
    let work: () throws -> Void
    init(_ work: @escaping () throws -> Void) { self.work = work }
  }
}
