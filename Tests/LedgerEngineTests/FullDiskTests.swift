import Glibc
import LedgerCore
import LedgerEngine
import LedgerStorage
import LedgerTesting
import Testing

@Suite("A full disk")
struct FullDiskTests {
  /// A ledger on a disk of a few megabytes.
  private func ledger(on disk: SmallDisk, _ clock: ManualClock) throws -> Ledger {
    let directory = disk.directory + "/ledger"
    let surroundings = Surroundings.test(clock: clock, seed: 3)
    return Ledger.exists(in: directory)
      ? try Ledger.openForWriting(directory: directory, surroundings: surroundings)
      : try Ledger.create(
        directory: directory, rulebook: try EngineRulebook.compiled(), begin: Bench.begin,
        surroundings: surroundings)
  }

  private func body(_ number: UInt64, noise: inout SplitMix64) -> String {
    let note = (0..<300).map { _ in "\(noise.next())" }.joined()
    return #"{"id":\#(number % 40),"status":"paid","updated":\#(number),"note":"\#(note)"}"#
  }

  /// Appends until the disk is full.
  ///
  /// - Returns: the last acknowledged position, and the error.
  private func fill(
    _ ledger: Ledger, _ noise: inout SplitMix64, flushing: Bool
  ) throws -> (last: LogPosition, error: LedgerError?) {
    var last = LogPosition(ledger.nextPosition.rawValue - 1)
    for number in 0..<4_000 as Range<UInt64> {
      do {
        guard let position = try ledger.take(body(number, noise: &noise), channel: "shop").position
        else { continue }
        #expect(position == last.next)
        last = position
        if flushing, number % 50 == 49 { try ledger.flush() }
      } catch let error as LedgerError {
        return (last, error)
      }
    }
    return (last, nil)
  }

  private func isFull(_ error: LedgerError?) -> Bool {
    switch error {
    case .log(.storage(.full(_, .disk))), .storage(.full(_, .disk)): true
    default: false
    }
  }

  private func expectWhole(_ ledger: Ledger, through last: LogPosition) throws {
    #expect(ledger.nextPosition == last.next)
    let verification = try ledger.verify()
    #expect(verification.findings.isEmpty)
    #expect(verification.entries == last.next.rawValue)
    let totals = try ledger.totals()
    #expect(totals.items.values.reduce(0, +) + 3 == Int(verification.entries))
  }

  @Test(
    "nothing acknowledged is lost, what failed leaves no trace, and the ledger goes on with space",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount"), arguments: [false, true])
  func goesOn(flushing: Bool) throws {
    let disk = try #require(SmallDisk(bytes: 6 << 20))
    let clock = ManualClock(Bench.begin)
    var noise = SplitMix64(seed: 11)
    let filler: String
    var last: LogPosition
    do {
      let ledger = try ledger(on: disk, clock)
      try ledger.take(body(0, noise: &noise), channel: "shop")
      try ledger.flush()
      filler = disk.fill(leaving: 1 << 20)
      let (reached, error) = try fill(ledger, &noise, flushing: flushing)
      #expect(isFull(error), "\(error.map { "\($0)" } ?? "no error")")
      #expect("\(error.map { "\($0)" } ?? "")".contains("space"))
      last = reached
      // Again and again, without harm; and readers see what was acknowledged.
      for _ in 0..<3 {
        let (again, error) = try fill(ledger, &noise, flushing: flushing)
        #expect(again >= last)
        #expect(isFull(error))
        last = again
      }
      #expect(ledger.nextPosition == last.next)
      #expect(try Ledger.openForReading(directory: ledger.directory).nextPosition == last.next)
      unlink(filler)
      let position = try ledger.take(body(1, noise: &noise), channel: "shop").position
      #expect(position == last.next)
      last = last.next
      try ledger.flush()
      try expectWhole(ledger, through: last)
      let live = try ledger.totals()
      #expect(try ledger.rebuild().after == live)
    }
    // And so does whoever opens it anew.
    let reopened = try ledger(on: disk, clock)
    try expectWhole(reopened, through: last)
  }

  @Test(
    "a ledger left behind on a full disk is read, and is whole when there is space",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func leftBehind() throws {
    let disk = try #require(SmallDisk(bytes: 6 << 20))
    let clock = ManualClock(Bench.begin)
    var noise = SplitMix64(seed: 12)
    let last: LogPosition
    do {
      let ledger = try ledger(on: disk, clock)
      try ledger.take(body(0, noise: &noise), channel: "shop")
      let (reached, error) = try fill(ledger, &noise, flushing: false)
      #expect(isFull(error))
      last = reached
      // The tail finds no space either; it is in the log.
      #expect(throws: LedgerError.self) { try ledger.close() }
    }
    let reader = try Ledger.openForReading(directory: disk.directory + "/ledger")
    #expect(reader.nextPosition == last.next)
    #expect(try reader.totals().items.values.reduce(0, +) + 3 == Int(last.next.rawValue))
  }
}
