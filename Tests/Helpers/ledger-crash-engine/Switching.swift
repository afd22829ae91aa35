import Dispatch
import Glibc
import LedgerCore
import LedgerEngine

/// Puts one rulebook after the other into force, in every manner that there is, while deliveries
/// come in, until it is killed.
final class Switching: Sendable {
  private let ledger: Ledger
  private let rulebooks: [Rulebook]
  private let seed: UInt64
  /// Whether it also replays and promotes, which takes a while.
  private let promotes: Bool

  /// Threads that append.
  private static let appenders = 2

  init(directory: String, seed: UInt64, promotes: Bool) throws {
    ledger = try Ledger.openForWriting(directory: directory)
    self.seed = seed
    self.promotes = promotes
    let files = try ledger.rulebook(activatedAt: LogPosition(1)).files
    rulebooks = try [
      Rulebook.compile(files: files),
      // Only the fold differs.
      Rulebook.compile(
        files: Switching.edited(files, "authorized: authorized", "authorized: captured")),
      // Bodies are read otherwise, and orders grouped otherwise.
      Rulebook.compile(
        files: Switching.edited(
          files, "identity: shop/order/id, of: $.id", "identity: shop/order/id, of: $.other")),
    ]
  }

  private static func edited(
    _ files: [Rulebook.File], _ old: String, _ new: String
  ) -> [Rulebook.File] {
    files.map { file in
      let text = String(decoding: file.bytes, as: UTF8.self)
      return Rulebook.File(path: file.path, bytes: Array(text.replacing(old, with: new).utf8))
    }
  }

  func run() throws -> Never {
    for thread in 0..<UInt64(Switching.appenders) {
      DispatchQueue(label: "appender \(thread)").async {
        do { try self.append(thread) } catch { Switching.fail(error) }
      }
    }
    var random = seed
    while true {
      // A linear congruential generator (Knuth, MMIX) is random enough to choose with.
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      do { try act(random >> 33) } catch { Switching.fail(error) }
    }
  }

  private func act(_ choice: UInt64) throws {
    let rulebook = rulebooks[Int(choice / 8 % 3)]
    switch choice % 8 {
    case 0, 1, 2: try ledger.activate(rulebook)
    case 3 where promotes, 4 where promotes: try promote(rulebook, approvals: Int(choice / 24 % 2))
    case 3, 4, 5, 6:
      do { try ledger.rollBack() } catch LedgerError.noEarlierRulebook { return }
    default: _ = try ledger.rebuild()
    }
  }

  private func promote(_ rulebook: Rulebook, approvals: Int) throws {
    guard rulebook.revision != ledger.rulebook.revision else { return }
    let request = ReplayRequest(rulebook, asOf: ledger.now)
    let receipt = ReportReceipt(of: try ledger.replay(request), request: request)
    let outcome = try ledger.promote(
      PromotionProposal(
        rulebook: rulebook, report: receipt.report, before: receipt.before, after: receipt.after,
        policy: "limits: { changed: 1000000 }\napprovals: \(approvals)", reason: "round",
        by: "anna"))
    if case .awaitsApproval(let position, _) = outcome {
      _ = try ledger.approve(position, by: "bert")
    }
  }

  private func append(_ thread: UInt64) throws {
    let preparation = try ledger.preparation(channel: "shop")
    var number = (seed &* 31 &+ thread) &* 1_000_003 % 100_000_007
    while true {
      var ready: [ReadyDelivery] = []
      for _ in 0..<(number % 5 + 1) {
        number += 1
        ready.append(
          try preparation.prepare(
            Incoming(
              headers: [], body: Switching.body(number), evidence: .unsigned, actor: "test")))
      }
      guard let last = try ledger.append(ready).last?.position else { exit(4) }
      // Unbuffered and in one piece: what the pipe holds was acknowledged.
      let line = "\(last)\n"
      guard write(1, line, line.utf8.count) == line.utf8.count else { exit(3) }
      // Some pause, so that a debug build has time for switches beside.
      usleep(4_000)
    }
  }

  private static func body(_ number: UInt64) -> [UInt8] {
    let status = ["pending", "authorized", "paid"][Int(number % 3)]
    let body =
      ##"{"id":\##(number / 3),"other":\##(number / 5),"status":"\##(status)","updated":\##(number)}"##
    return Array(body.utf8)
  }

  private static func fail(_ error: any Error) -> Never {
    let text = "\(error)\n"
    write(2, text, text.utf8.count)
    exit(5)
  }
}
