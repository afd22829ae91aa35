import Dispatch
import LedgerCore
import LedgerStorage
import LedgerTesting
import Synchronization
import Testing

@testable import LedgerLog

@Suite("Group commit")
struct GroupCommitTests {
  @Test("those who wait for a commit share the next one")
  func shared() throws {
    let log = try TestLog()
    let committer = GroupCommitter(writer: log.writer)
    let leaderRuns = DispatchSemaphore(value: 0)
    let leaderMayGo = DispatchSemaphore(value: 0)
    let positions = Mutex<Set<LogPosition>>([])
    let threads = DispatchGroup()
    onThread(threads) {
      try committer.submit { batch in
        leaderRuns.signal()
        leaderMayGo.wait()
        _ = try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
      }
    }
    leaderRuns.wait()
    for _ in 0..<20 {
      onThread(threads) {
        let position = try committer.submit { batch in
          try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
        }
        _ = positions.withLock { $0.insert(position) }
      }
    }
    // The leader takes who is there when its own work is done, so all share its commit.
    while committer.waitingCount < 20 { usleepOnce() }
    leaderMayGo.signal()
    threads.wait()
    #expect(log.writer.commits == 1)
    #expect(positions.withLock { $0.count } == 20)
    try TestLog.check(log.writer.reader, count: 21)
  }

  @Test("who asks why nothing is written does not wait for the commit that goes on")
  func asksBeside() throws {
    let log = try TestLog()
    // Held as by a commit; the lock cannot be taken twice.
    log.writer.state.withLock { _ in #expect(log.writer.failure == nil) }
  }

  @Test("threads and tasks together: every submission is durable, dense and in order")
  func mixed() async throws {
    let log = try TestLog()
    let ranges = Mutex<[Range<LogPosition>]>([])
    let committer = GroupCommitter(writer: log.writer) { range in
      ranges.withLock { $0.append(range) }
    }
    let threads = DispatchGroup()
    for _ in 0..<8 {
      onThread(threads) {
        for _ in 0..<50 {
          try committer.submit { batch in
            _ = try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
          }
        }
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<32 {
        group.addTask {
          for _ in 0..<20 {
            let position = try await committer.submit { batch in
              try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
            }
            #expect(try log.writer.reader.entry(at: position).position == position)
          }
        }
      }
      try await group.waitForAll()
    }
    await withCheckedContinuation { done in threads.notify(queue: .global()) { done.resume() } }
    let seen = ranges.withLock { $0 }
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(seen.count == log.writer.commits)
    try TestLog.check(log.writer.reader, count: 8 * 50 + 32 * 20)
  }

  @Test("work that throws adds nothing and fails only its own submitter")
  func throwing() throws {
    struct Refused: Error, Equatable {}
    let log = try TestLog()
    let committer = GroupCommitter(writer: log.writer)
    #expect(throws: Refused()) {
      try committer.submit { batch in
        _ = try batch.append(Entries.delivery(0), body: nil)
        throw Refused()
      }
    }
    #expect(log.writer.commits == 0)
    let position = try committer.submit { batch in
      try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
    }
    #expect(position == .first)
    try TestLog.check(log.writer.reader, count: 1)
  }

  @Test("a commit that fails fails every waiter, and then nothing more is accepted")
  func failing() throws {
    let log = try TestLog(options: EnvironmentOptions(mapBytes: 1 << 20))
    let committer = GroupCommitter(writer: log.writer)
    let acknowledged = Mutex<UInt64>(0)
    let failures = Mutex<[LogError]>([])
    let threads = DispatchGroup()
    for _ in 0..<6 {
      onThread(threads) {
        do {
          while true {
            try committer.submit { batch in
              for _ in 0..<20 {
                let position = batch.nextPosition.rawValue
                let sealed = try log.seal(position, bytes: 1_000)
                try batch.append(
                  Entries.delivery(position, content: sealed.content), body: sealed.stored)
              }
            }
            acknowledged.withLock { $0 += 20 }
          }
        } catch let error as LogError {
          failures.withLock { $0.append(error) }
        }
      }
    }
    threads.wait()
    #expect(failures.withLock { $0.count } == 6)
    let cause = try #require(log.writer.failure)
    let ran = Mutex(false)
    #expect(throws: LogError.writerFailed(cause)) {
      try committer.submit { _ in ran.withLock { $0 = true } }
    }
    #expect(ran.withLock { !$0 }, "work does not run on a failed writer")
    try TestLog.check(log.writer.reader, count: acknowledged.withLock { $0 })
  }

  @Test(
    "a submission that asks for it is alone in its commit, and nothing is prepared before it is done"
  )
  func alone() throws {
    let log = try TestLog()
    let ranges = Mutex<[Range<LogPosition>]>([])
    let committer = GroupCommitter(writer: log.writer) { range in
      ranges.withLock { $0.append(range) }
    }
    let isBusy = Mutex(false)
    let threads = DispatchGroup()
    for thread in 0..<10 {
      onThread(threads) {
        for round in 0..<40 {
          if thread == 0 {
            let position = try committer.submitAlone { batch in
              // All that was prepared before is in the log already.
              #expect(try log.writer.reader.nextPosition() == batch.nextPosition)
              #expect(batch.count == 0)
              isBusy.withLock { $0 = true }
              return try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
            } whenCommitted: {
              isBusy.withLock { $0 = false }
            }
            #expect(ranges.withLock { $0.contains(position..<position.next) }, "round \(round)")
          } else {
            try committer.submit { batch in
              #expect(!isBusy.withLock { $0 })
              _ = try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
            }
          }
        }
      }
    }
    threads.wait()
    try TestLog.check(log.writer.reader, count: 400)
  }

  @Test("what was to follow a commit that did not come does not run")
  func aloneFailing() throws {
    struct Refused: Error, Equatable {}
    let log = try TestLog()
    let committer = GroupCommitter(writer: log.writer)
    let ran = Mutex(false)
    #expect(throws: Refused()) {
      try committer.submitAlone { _ in
        throw Refused()
      } whenCommitted: {
        ran.withLock { $0 = true }
      }
    }
    #expect(ran.withLock { !$0 })
    try TestLog.check(log.writer.reader, count: 0)
  }

  private func onThread(
    _ group: DispatchGroup, _ work: @escaping @Sendable () throws -> Void
  ) {
    group.enter()
    RealThread.start {
      do { try work() } catch { Issue.record(error) }
      group.leave()
    }
  }

  private func usleepOnce() { RealThread.pause() }

  /// In which works ran.
  private final class Order: Sendable {
    let names = Mutex<[String]>([])
  }

  @Test("what is live goes in front of what is bulk, and bulk has its part of each commit")
  func lanes() async throws {
    let log = try TestLog()
    let committer = GroupCommitter(writer: log.writer)
    let order = Order()
    @Sendable func work(_ name: String) -> GroupCommitter.Work<LogPosition> {
      { batch in
        order.names.withLock { $0.append(name) }
        return try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
      }
    }
    let held = DispatchSemaphore(value: 0)
    let entered = DispatchSemaphore(value: 0)
    let threads = DispatchGroup()
    // Holds the first commit until all others wait.
    onThread(threads) {
      _ = try committer.submit { batch in
        entered.signal()
        held.wait()
        return try batch.append(Entries.delivery(batch.nextPosition.rawValue), body: nil)
      }
    }
    await withCheckedContinuation { done in
      DispatchQueue.global().async {
        entered.wait()
        done.resume()
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<6 {
        let isLive = number >= 4
        group.addTask {
          let lane: CommitLane = isLive ? .live : .bulk
          _ = try await committer.submit(lane: lane, work(isLive ? "live" : "bulk"))
        }
        while committer.waitingCount <= number { await Task.yield() }
      }
      held.signal()
      try await group.waitForAll()
    }
    await withCheckedContinuation { done in threads.notify(queue: .global()) { done.resume() } }
    #expect(order.names.withLock { $0 } == ["live", "live", "bulk", "bulk", "bulk", "bulk"])
    try TestLog.check(log.writer.reader, count: 7)
  }
}
