import Dispatch
import LedgerCore
import LedgerIndex
import LedgerStorage
import LedgerStorageWriting

/// The index's tail on its way into the file, in a thread of its own.
final class TailWriting: @unchecked Sendable {
  private static let queue = DispatchQueue(
    label: "index tail", qos: .userInitiated, attributes: .concurrent)

  private let tail: LiveIndex
  private let file: WritableEnvironment
  private let done = DispatchGroup()
  // Written in the other thread before `done`, read behind it.
  private var result: Result<[Outcome: Int], StorageError> = .success([:])

  /// Begins to write what `index` has in its tail.
  init(of index: LiveIndex, to file: WritableEnvironment) {
    tail = index.setTailApart()
    self.file = file
    start()
  }

  private func start() {
    TailWriting.queue.async(group: done) {
      self.result = Result { () throws(StorageError) in try self.tail.flush(to: self.file) }
    }
  }

  /// Waits until the tail is in the file, and gives it back to its index.
  ///
  /// - Returns: outcomes of the items that the tail held.
  /// - Throws: why it could not be written; where that was for want of space, the next call tries again.
  func finish(into index: LiveIndex) throws(StorageError) -> [Outcome: Int] {
    done.wait()
    switch result {
    case .success(let outcomes):
      index.take(tail)
      return outcomes
    case .failure(let error):
      if error.passesWithSpace { start() }
      throw error
    }
  }

  /// Why it cannot be written, nor will be; nil where that is not known yet.
  var failure: StorageError? {
    guard done.wait(timeout: .now()) == .success, case .failure(let error) = result,
      !error.passesWithSpace
    else { return nil }
    return error
  }

  /// Whether it has come to an end, well or not.
  var isDone: Bool { done.wait(timeout: .now()) == .success }

  /// Waits until nothing is written any more, whatever came of it.
  func end() { done.wait() }
}
