import CKernel
import Glibc

/// Holds a stream of bytes back to a rate, so that a backup leaves disk and network to others.
public final class Throttle {
  private let bytesPerSecond: Double?
  private let now: () -> Double
  private let sleep: (Double) -> Void
  private var begin: Double?
  private var bytes: Double = 0

  /// - Parameters:
  ///   - bytesPerSecond: nil for as fast as it goes.
  ///   - now: seconds of a clock that does not jump.
  ///   - sleep: waits for so many seconds.
  public init(
    bytesPerSecond: UInt64?, now: @escaping () -> Double = Throttle.monotonicSeconds,
    sleep: @escaping (Double) -> Void = Throttle.sleep
  ) {
    self.bytesPerSecond = bytesPerSecond.map { Double($0) }
    self.now = now
    self.sleep = sleep
  }

  /// Waits until so many more bytes are due.
  func pass(_ count: Int) {
    guard let bytesPerSecond else { return }
    let start = begin ?? now()
    begin = start
    bytes += Double(count)
    let early = start + bytes / bytesPerSecond - now()
    if early > 0 { sleep(early) }
  }

  public static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  public static func sleep(_ seconds: Double) {
    let whole = seconds.rounded(.down)
    var time = timespec(tv_sec: Int(whole), tv_nsec: Int((seconds - whole) * 1e9))
    // Woken early by a signal, the next piece waits for what is left.
    nanosleep(&time, nil)
  }
}
