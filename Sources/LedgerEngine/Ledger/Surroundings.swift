import CKernel
import Glibc
public import LedgerCore
public import LedgerLog

/// What a ledger takes from its surroundings: the time and randomness, so that tests can
/// give their own.
public struct Surroundings: Sendable {
  public var now: @Sendable () -> Timestamp
  public var randomBytes: @Sendable (Int) -> [UInt8]
  /// What is known of the clock's synchronisation.
  public var clock: @Sendable () -> ClockState
  /// The master key of ledgers whose bodies are encrypted.
  public var masterKey: MasterKeySource

  public init(
    now: @escaping @Sendable () -> Timestamp,
    randomBytes: @escaping @Sendable (Int) -> [UInt8],
    clock: @escaping @Sendable () -> ClockState,
    masterKey: @escaping MasterKeySource = { () throws(LogError) in nil }
  ) {
    self.masterKey = masterKey
    self.now = now
    self.randomBytes = randomBytes
    self.clock = clock
  }

  /// What `getentropy` gives at a time.
  private static let entropyBytesMax = 256

  /// The machine's clock and random numbers.
  public static let machine = Surroundings(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(
        microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    },
    randomBytes: { count in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while let start = buffer.baseAddress, filled < count {
          let size = min(count - filled, Surroundings.entropyBytesMax)
          precondition(getentropy(start + filled, size) == 0, "the system gives random numbers")
          filled += size
        }
      }
    },
    clock: {
      var state = timex()
      return adjtimex(&state) == TIME_ERROR ? .unsynchronised : .synchronised
    })
}
