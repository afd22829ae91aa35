import LedgerEngine
import Logging
import ServiceLifecycle
import Synchronization

/// Measures what is filed, as it is filed, and keeps it beside the ledger: what the file lacks is measured
/// again from the log, so that nothing is missing after a crash.
final class MeasurementKeeper: Service {
  private let ledger: LiveLedger
  private let summaries: SummaryKeeper
  private let path: String
  private let logger: Logger
  private let state: Mutex<State>

  private struct State {
    var measurements: Measurements
    /// Since the server was started, by channel.
    var totals: [String: MeasuredSpan] = [:]
    /// What was filed then is not counted in totals.
    var begin: LogPosition
    var open: Set<Int>?
    var sampled: ContinuousClock.Instant?
  }

  private static let entriesMax = 2_000
  private static let idle = Duration.seconds(1)
  private static let savedEvery = Duration.seconds(60)
  private static let sampledEvery = Duration.seconds(15)
  private static let fileBytesMax = 256 << 20

  init(_ ledger: LiveLedger, _ summaries: SummaryKeeper, logger: Logger) throws {
    self.ledger = ledger
    self.summaries = summaries
    self.logger = logger
    let writer = ledger.writer
    path = writer.directory + "/measurements"
    let end = writer.nextPosition
    let kept = (try? SmallFile.bytes(of: path, limit: MeasurementKeeper.fileBytesMax))
      .flatMap { Measurements(bytes: $0) }
    let now = writer.surroundings.now()
    let oldest = now + Interval(microseconds: -Measurements.oldest.microseconds)
    let begin = try writer.position(receivedFrom: oldest)
    var measurements = kept.flatMap { $0.next <= end ? $0 : nil } ?? Measurements(from: begin)
    measurements.next = max(measurements.next, begin)
    state = Mutex(State(measurements: measurements, begin: end))
  }

  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      var saved = ContinuousClock.now
      while !Task.isCancelled {
        var isBehind = false
        do {
          isBehind = try await step()
          try await sample()
        } catch is CancellationError {
        } catch {
          logger.error("measuring failed", metadata: ["detail": "\(error)"])
        }
        if ContinuousClock.now - saved > MeasurementKeeper.savedEvery {
          save()
          saved = .now
        }
        if !isBehind { try? await Task.sleep(for: MeasurementKeeper.idle) }
      }
    }
    save()
  }

  /// - Returns: whether there is more.
  private func step() async throws -> Bool {
    let from = state.withLock { $0.measurements.next }
    let (entries, next) = try await ledger.read { ledger in
      try ledger.measured(from: from, limit: MeasurementKeeper.entriesMax)
    }
    state.withLock { state in
      for entry in entries {
        state.measurements.add(entry)
        guard entry.position >= state.begin else { continue }
        state.totals[entry.channel, default: MeasuredSpan()].add(entry)
      }
      state.measurements.next = next
    }
    return next.rawValue - from.rawValue == UInt64(MeasurementKeeper.entriesMax)
  }

  /// What opened and what closed is seen by what is open now and was not, or was and is not.
  private func sample() async throws {
    let isDue = state.withLock { state in
      state.sampled.map { ContinuousClock.now - $0 >= MeasurementKeeper.sampledEvery } ?? true
    }
    guard isDue else { return }
    let summary = try await summaries.current()
    guard summary.isComplete else { return }
    state.withLock { state in
      let known = state.open ?? summary.openKeys
      state.measurements.note(
        DisagreementSpan(
          open: summary.openKeys.count, opened: summary.openKeys.subtracting(known).count,
          closed: known.subtracting(summary.openKeys).count), at: summary.asOf.time)
      state.open = summary.openKeys
      state.sampled = .now
    }
  }

  /// Not durable: what a crash takes is measured again.
  private func save() {
    let bytes = state.withLock { $0.measurements.bytes }
    do {
      try WrittenFile.write(to: path, mode: 0o600) { $0(bytes) }
    } catch {
      logger.error("measurements cannot be kept", metadata: ["detail": "\(error)"])
    }
  }

  func refused(on channel: String) {
    guard ledger.writer.channels.contains(where: { $0.name == channel }) else { return }
    let now = ledger.writer.surroundings.now()
    state.withLock { state in
      state.measurements.refused(channel, at: now)
      state.totals[channel, default: MeasuredSpan()].refused += 1
    }
  }

  func series(_ window: MeasurementWindow, at now: Timestamp) -> Measurements.Series {
    state.withLock { $0.measurements.series(window, at: now) }
  }

  /// Since the server was started.
  var totals: [(channel: String, span: MeasuredSpan)] {
    state.withLock { $0.totals }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Everything before was measured.
  var next: LogPosition { state.withLock { $0.measurements.next } }
}
