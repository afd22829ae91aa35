import Glibc

/// Processor time of this process: unlike the clock on the wall it does not count the time that others
/// had the processor.
struct CPUClock {
  func measure(_ work: () throws -> Void) rethrows -> Duration {
    let start = CPUClock.now
    try work()
    return .nanoseconds(CPUClock.now - start)
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
