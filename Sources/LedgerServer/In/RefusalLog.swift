import HTTPTypes
import Hummingbird
import LedgerEngine
import Logging
import NIOCore
import Synchronization

/// Tells refused requests: counts each, and writes the first of every second to the log, so that who
/// floods the server does not fill the disk. Never a body, a header or a secret.
final class RefusalLog: Sendable {
  private let measurements: MeasurementKeeper
  private let state = Mutex(State())

  private struct State {
    var second = ContinuousClock.now
    var written = 0
    var unwritten = 0
  }

  /// Lines a second.
  private static let linesMax = 20

  init(_ measurements: MeasurementKeeper) { self.measurements = measurements }

  /// One of several deliveries in a request.
  ///
  /// - Parameter channel: nothing where none was named.
  func count(on channel: String) { measurements.refused(on: channel) }

  /// - Parameter channel: one that the ledger knows, or nothing.
  func note(_ problem: Problem, on channel: String, _ context: ServerContext) {
    count(on: channel)
    let (isWritten, unwritten) = state.withLock { state in
      if state.second + .seconds(1) < .now { state = State(unwritten: state.unwritten) }
      guard state.written < RefusalLog.linesMax else {
        state.unwritten += 1
        return (false, 0)
      }
      state.written += 1
      defer { state.unwritten = 0 }
      return (true, state.unwritten)
    }
    guard isWritten else { return }
    var metadata: Logger.Metadata = [
      "reason": "\(problem.code)", "status": "\(problem.status.code)",
      "address": "\(context.address?.ipAddress ?? "")",
    ]
    if !channel.isEmpty { metadata["channel"] = "\(channel)" }
    if let traceID = context.traceID { metadata["trace_id"] = "\(traceID)" }
    if unwritten > 0 { metadata["untold"] = "\(unwritten)" }
    context.logger.notice("refused", metadata: metadata)
  }
}
