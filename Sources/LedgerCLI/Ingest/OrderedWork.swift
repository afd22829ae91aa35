import Glibc

/// Work in three steps: one thread at a time takes the next input, several turn inputs
/// into outputs, and the caller gets the outputs in the order of the inputs. At most a few
/// are in memory.
final class OrderedWork<Output>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t> = .allocate(capacity: 1)
  private let changed: UnsafeMutablePointer<pthread_cond_t> = .allocate(capacity: 1)
  private let aheadMax: Int
  // All below is guarded by `mutex`.
  private var outputs: [Int: Output] = [:]
  private var taken = 0
  private var delivered = 0
  private var workers = 0
  private var isAtEnd = false
  private var error: (any Error)?

  /// - Parameter aheadMax: outputs that may wait to be taken, those in work included.
  init(aheadMax: Int) {
    self.aheadMax = aheadMax
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  /// Starts a worker in a thread of its own.
  ///
  /// - Parameters:
  ///   - next: takes the next input; called by one thread at a time. Nil at the end.
  ///   - makeWork: makes, in that thread, what turns an input into an output.
  func start<Input>(
    next: @escaping @Sendable () throws -> Input?,
    makeWork: @escaping @Sendable () -> (Input) -> Output
  ) {
    locked { workers += 1 }
    detach {
      let work = makeWork()
      while let (number, input) = self.take(next) {
        let output = work(input)
        self.locked { self.outputs[number] = output }
      }
      self.locked { self.workers -= 1 }
    }
  }

  private func take<Input>(_ next: () throws -> Input?) -> (Int, Input)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while taken - delivered >= aheadMax, !isAtEnd { pthread_cond_wait(changed, mutex) }
    guard !isAtEnd else { return nil }
    do {
      if let input = try next() {
        taken += 1
        return (taken - 1, input)
      }
    } catch {
      self.error = error
    }
    isAtEnd = true
    pthread_cond_broadcast(changed)
    return nil
  }

  /// The next output, in order; nil at the end. An error of taking inputs comes after the outputs
  /// of those before it.
  func next() throws -> Output? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let output = outputs.removeValue(forKey: delivered) {
        delivered += 1
        pthread_cond_broadcast(changed)
        return output
      }
      if isAtEnd, delivered == taken {
        if let error { throw error }
        return nil
      }
      pthread_cond_wait(changed, mutex)
    }
  }

  /// Lets the workers end early and waits for them.
  func stop() {
    locked { isAtEnd = true }
    pthread_mutex_lock(mutex)
    while workers > 0 { pthread_cond_wait(changed, mutex) }
    pthread_mutex_unlock(mutex)
  }

  private func locked(_ body: () -> Void) {
    pthread_mutex_lock(mutex)
    body()
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}

/// Runs a body in a thread of its own.
private func detach(_ body: @escaping @Sendable () -> Void) {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let code = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  precondition(code == 0, "a thread can be made")
  pthread_detach(thread)
}
