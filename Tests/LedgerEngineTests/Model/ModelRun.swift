import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting

/// A ledger and its model take the same operations, and must agree after each.
final class ModelRun {
  struct Disagreement: Error, CustomStringConvertible {
    var description: String
  }

  var directory = TemporaryDirectory()
  let clock = ManualClock(ModelRun.begin)
  let rulebooks: [Rulebook]
  var model = LedgerModel(begin: ModelRun.begin)
  private var opened: Ledger?
  private var version = 0

  static let begin = Timestamp(seconds: 1_772_452_800)
  static let statuses = ["pending", "authorized", "paid"]
  private let surroundings: Surroundings

  init(seed: UInt64) throws {
    rulebooks = try [EngineRulebook.compiled(), Revisions.mapped(), Revisions.regrouped()]
    surroundings = .test(clock: clock, seed: seed)
    opened = try Ledger.create(
      directory: path, rulebook: rulebooks[0], begin: ModelRun.begin, surroundings: surroundings)
  }

  var path: String { directory.path + "/ledger" }
  var now: Timestamp { clock.now }

  var ledger: Ledger {
    get throws {
      if let opened { return opened }
      let ledger = try Ledger.openForWriting(directory: path, surroundings: surroundings)
      opened = ledger
      return ledger
    }
  }

  func close() throws {
    try opened?.close()
    abandon()
  }

  /// As a crash does: what is in memory is gone.
  func abandon() { opened = nil }

  /// Throws where the two do not agree.
  func run(_ operations: [ModelOperation]) throws {
    for (index, operation) in operations.enumerated() {
      do {
        try apply(operation)
        try compare(operation.number)
        if index % 16 == 15 || index == operations.count - 1 { try compareAll() }
      } catch {
        throw Disagreement(description: "at operation \(index), \(operation): \(error)")
      }
    }
  }

  func expect(_ condition: Bool, _ words: @autoclosure () -> String) throws {
    if !condition { throw Disagreement(description: words()) }
  }

  /// A message of an order that no other is like.
  func message(_ number: UInt64) -> LedgerModel.Delivery {
    version += 1
    let facts = LedgerModel.OrderFacts(
      id: Int(number % 23), other: Int(number / 23 % 17),
      status: ModelRun.statuses[Int(number / 391 % 3)],
      // Newer and older ones come in any order, and no two are of one version.
      updated: (version * 7_919) % 1_000_003)
    let body =
      ##"{"id":\##(facts.id),"other":\##(facts.other),"status":"\##(facts.status)","##
      + ##""updated":\##(facts.updated)}"##
    let key = number / 1_173 % 4 == 0 ? nil : "k\(number / 4_692 % 60)"
    return LedgerModel.Delivery(channel: "shop", key: key, body: body, order: facts)
  }

  /// A parcel that nothing ties to an order.
  func parcel(_ number: UInt64) -> LedgerModel.Delivery {
    LedgerModel.Delivery(
      channel: "ship", key: nil, body: #"{"tracking":"T\#(number % 1_000_003)","status":"label"}"#)
  }

  func incoming(_ delivery: LedgerModel.Delivery) -> Incoming {
    let headers = delivery.key.map { [(name: "x-id", value: $0)] } ?? []
    return Incoming(
      headers: headers, body: Array(delivery.body.utf8), evidence: .unsigned, actor: "test")
  }
}
