import CTimex
import Glibc
public import LedgerCore
public import LedgerLog

/// What a ledger takes from its surroundings: the time and randomness, so that tests can give their own.
public struct Surroundings: Sendable {
  public var now: @Sendable () -> Timestamp
  public var salt: @Sendable () -> Salt
  public var randomBytes: @Sendable (Int) -> [UInt8]
  /// What is known of the clock's synchronisation.
  public var clock: @Sendable () -> ClockState

  public init(
    now: @escaping @Sendable () -> Timestamp, salt: @escaping @Sendable () -> Salt,
    randomBytes: @escaping @Sendable (Int) -> [UInt8], clock: @escaping @Sendable () -> ClockState
  ) {
    self.now = now
    self.salt = salt
    self.randomBytes = randomBytes
    self.clock = clock
  }

  /// The machine's clock and random numbers.
  public static let machine = Surroundings(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(
        microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    },
    salt: {
      var random = SystemRandomNumberGenerator()
      return Salt(using: &random)
    },
    randomBytes: { count in
      var random = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    },
    clock: {
      var state = timex()
      return adjtimex(&state) == TIME_ERROR ? .unsynchronised : .synchronised
    })
}
