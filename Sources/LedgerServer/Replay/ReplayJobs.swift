import HTTPTypes
import LedgerEngine
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The replays that were asked for: one runs at a time, beside all else, and the latest are kept.
final class ReplayJobs: Service {
  private let ledger: LiveLedger
  private let pool = NIOThreadPool(numberOfThreads: 1)
  private let jobs = Mutex<[ReplayJob]>([])

  static let keptMax = 8
  static let waitingMax = 3

  init(_ ledger: LiveLedger) {
    self.ledger = ledger
    pool.start()
  }

  /// Latest first.
  var all: [ReplayJob] { jobs.withLock { $0.reversed() } }

  func job(_ id: String) throws(Problem) -> ReplayJob {
    guard let job = jobs.withLock({ jobs in jobs.first { $0.id == id } }) else {
      throw Problem(
        .notFound, "no_such_replay",
        "There is no such replay; the last \(ReplayJobs.keptMax) are kept")
    }
    return job
  }

  /// - Throws: `RulebookErrors`, where the rulebook does not compile.
  func start(_ order: ReplayOrder, by: String) throws -> ReplayJob {
    let writer = ledger.writer
    let (rulebook, source) = try order.source(writer)
    if let policy = order.policy { _ = try ReplayJobs.policy(policy, [writer.rulebook, rulebook]) }
    let job = ReplayJob(
      id: Hex.encode(writer.surroundings.randomBytes(8)), by: by, asked: writer.surroundings.now(),
      rulebook: rulebook, source: source, order: order)
    try jobs.withLock { jobs throws(Problem) in
      guard jobs.count(where: { !$0.isFinished }) < ReplayJobs.waitingMax else {
        throw Problem(
          .tooManyRequests, "too_many_replays",
          "\(ReplayJobs.waitingMax) replays are under way; wait for one of them", retryAfter: 10)
      }
      while jobs.count >= ReplayJobs.keptMax, let old = jobs.firstIndex(where: \.isFinished) {
        jobs.remove(at: old)
      }
      jobs.append(job)
    }
    pool.submit { [self] _ in run(job) }
    return job
  }

  /// One that has not begun never will; one that runs ends by itself, and its report is dropped.
  func remove(_ id: String) throws(Problem) {
    let job = try job(id)
    if case .running? = job.state.withLock({ $0.promotion }) {
      throw Problem(.conflict, "promotion_running", "Its rulebook is just coming into force")
    }
    jobs.withLock { jobs in jobs.removeAll { $0.id == id } }
  }

  /// Lets what runs come to its end when the server ends.
  func run() async throws {
    try? await gracefulShutdown()
    try await pool.shutdownGracefully()
  }

  /// Where it never ran as a service.
  func discard() { try? pool.syncShutdownGracefully() }

  private func run(_ job: ReplayJob) {
    guard jobs.withLock({ jobs in jobs.contains { $0 === job } }) else { return }
    job.state.withLock { $0.standing = .running(nil) }
    let standing: ReplayJob.Standing
    do {
      standing = try replay(job)
    } catch {
      standing = .failed(Problem(error))
    }
    job.state.withLock { state in
      state.standing = standing
      state.finished = ledger.writer.surroundings.now()
    }
  }

  private func replay(_ job: ReplayJob) throws -> ReplayJob.Standing {
    let writer = ledger.writer
    let active = writer.rulebook
    let policy = try job.order.policy.map { try ReplayJobs.policy($0, [active, job.rulebook]) }
    let request = ReplayRequest(
      after: job.source, asOf: writer.now,
      isFullBaseline: job.order.isFullBaseline || policy?.requiresFullBaseline ?? false,
      attributes: job.order.attributes)
    let report = try writer.replay(request) { progress in
      job.state.withLock { $0.standing = .running(progress) }
    }
    var receipt: ReportReceipt?
    if report.baseline.isExact, report.before.revision == writer.rulebook.revision {
      let found = ReportReceipt(of: report, request: request)
      ReportReceipts(in: writer.directory).keep(found)
      receipt = found
    }
    let made = JudgedReport(
      report: report, judgement: policy.map { Judgement(of: report, by: $0) }, policyFile: nil)
    return .done(made, receipt)
  }

  private static func policy(_ text: String, _ rulebooks: [Rulebook]) throws -> Policy {
    try Policy.read(Array(text.utf8), file: "policy", for: rulebooks)
  }

  /// Puts the rulebook of a replay into force, on the grounds of its report.
  func promote(_ id: String, reason: String, override: String?, by: String) throws -> ReplayJob {
    let job = try job(id)
    let receipt = try job.state.withLock { state throws(Problem) in
      guard case .done(_, let found) = state.standing else {
        throw Problem(.conflict, "not_done", "The replay has not ended yet, or has failed")
      }
      guard let receipt = found else {
        throw Problem(
          .conflict, "not_promotable",
          "Its report is not about the rulebook in force, or the live state is not what that gives")
      }
      if case .running? = state.promotion {
        throw Problem(.conflict, "promotion_running", "Its rulebook is just coming into force")
      }
      state.promotion = .running
      return receipt
    }
    let proposal = PromotionProposal(
      rulebook: job.rulebook, report: receipt.report, before: receipt.before,
      after: receipt.after, policy: job.order.policy, override: override, reason: reason, by: by)
    pool.submit { [ledger] _ in
      let promotion: ReplayJob.Promotion
      do {
        try ledger.letGoOfFormerIndex()
        let outcome = try ledger.writer.promote(proposal)
        promotion = .done(outcome, position: ledger.writer.nextPosition)
      } catch {
        promotion = .failed(Problem(error))
      }
      job.state.withLock { $0.promotion = promotion }
    }
    return job
  }
}
