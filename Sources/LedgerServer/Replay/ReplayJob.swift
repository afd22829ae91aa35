import LedgerEngine
import Synchronization

/// One replay that was asked for: how far it is, and what came of it.
final class ReplayJob: Sendable {
  enum Standing: Sendable {
    case waiting
    case running(ReplayProgress?)
    case done(JudgedReport, ReportReceipt?)
    case failed(Problem)
  }

  enum Promotion: Sendable {
    case running
    case done(PromotionOutcome, position: LogPosition)
    case failed(Problem)
  }

  struct State: Sendable {
    var standing = Standing.waiting
    var finished: Timestamp?
    var promotion: Promotion?
  }

  let id: String
  let by: String
  let asked: Timestamp
  let rulebook: Rulebook
  let source: ReplayRequest.Source
  let order: ReplayOrder
  let state = Mutex(State())

  init(
    id: String, by: String, asked: Timestamp, rulebook: Rulebook, source: ReplayRequest.Source,
    order: ReplayOrder
  ) {
    self.id = id
    self.by = by
    self.asked = asked
    self.rulebook = rulebook
    self.source = source
    self.order = order
  }

  var isFinished: Bool {
    state.withLock { state in
      switch state.standing {
      case .done, .failed:
        if case .running? = state.promotion { return false }
        return true
      case .waiting, .running: return false
      }
    }
  }

  /// Nil before it is there, or where it failed.
  var report: JudgedReport? {
    if case .done(let made, _) = state.withLock({ $0.standing }) { made } else { nil }
  }

  var path: String { "/v1/replays/\(id)" }
}

extension ReplayJob {
  var json: JSONValue {
    let state = state.withLock { $0 }
    var members: [(String, JSONValue)] = [
      ("id", .string(id)), ("by", .string(by)), ("asked", .time(asked)),
      ("finished", .time(state.finished)), ("rulebook", .rulebook(rulebook)),
    ]
    switch state.standing {
    case .waiting: members += ReplayJob.members("waiting")
    case .running(let progress): members += ReplayJob.members("running", progress: progress)
    case .done(let made, let receipt):
      members += ReplayJob.members("done", made: made, isPromotable: receipt != nil)
      members.append(
        (
          "reports",
          .object(ReportForm.allCases.map { ($0.rawValue, .string("\(path)/\($0.fileName)")) })
        ))
    case .failed(let problem): members += ReplayJob.members("failed", problem: problem)
    }
    members.append(("promotion", state.promotion?.json ?? .null))
    return .object(members)
  }

  private static func members(
    _ state: String, progress: ReplayProgress? = nil, made: JudgedReport? = nil,
    isPromotable: Bool = false, problem: Problem? = nil
  ) -> [(String, JSONValue)] {
    [
      ("state", .string(state)), ("progress", progress?.json ?? .null),
      ("digest", .optional(made.map { "\($0.digest)" })),
      ("exact_baseline", made.map { .bool($0.report.baseline.isExact) } ?? .null),
      ("orders", made.map { .int($0.report.total) } ?? .null),
      ("changed", made.map { .int($0.report.changed.count) } ?? .null),
      ("promotable", .bool(isPromotable)), ("problem", problem?.json ?? .null),
    ]
  }
}

extension ReplayJob.Promotion {
  var json: JSONValue {
    switch self {
    case .running: .object([("state", .string("running"))])
    case .done(let outcome, let next):
      .object([("state", .string("done"))] + outcome.members + [("next_position", .position(next))])
    case .failed(let problem):
      .object([("state", .string("failed")), ("problem", problem.json)])
    }
  }
}

extension ReplayProgress {
  var json: JSONValue {
    let (phase, done, all) =
      switch self {
      case .reading(let done, let all): ("reading", done, all)
      case .comparing(let done, let all): ("comparing", done, all)
      }
    return .object([("phase", .string(phase)), ("done", .int(done)), ("of", .int(all))])
  }
}
