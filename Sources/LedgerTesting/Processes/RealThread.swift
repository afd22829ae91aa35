import Dispatch
import Glibc

/// Real threads, so that blocking calls cannot starve a pool.
public enum RealThread {
  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  public static func start(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { box in
        if let box { Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body() }
        return nil
      }, box)
    precondition(status == 0, "a test has a thread")
    pthread_detach(thread)
  }

  /// Starts several, and waits for all of them.
  public static func together(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<count {
      group.enter()
      start {
        body(number)
        group.leave()
      }
    }
    group.wait()
  }

  public static func pause() { usleep(200) }
}
