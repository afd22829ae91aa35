import LedgerEngine
import LedgerText

/// What an import came to.
struct IngestTally {
  var deliveries = 0
  /// Of items.
  var outcomes: [Outcome: Int] = [:]
  /// Deliveries that say they were received before the one in front of them in the log.
  var backdated = 0
  /// The first refusals, for people.
  var refusals: [String] = []
  /// Files that could not be read, or not to their end.
  var unreadable: [LedgerError] = []
  static let refusalsShownMax = 20

  mutating func add(_ outcome: Outcome, _ count: Int = 1) { outcomes[outcome, default: 0] += count }

  mutating func refuse(_ sentence: String) {
    add(.refused)
    if refusals.count < IngestTally.refusalsShownMax { refusals.append(sentence) }
  }

  func json(next: LogPosition) -> JSONValue {
    var members: [(String, JSONValue)] = [("deliveries", .int(deliveries))]
    members += Outcome.allCases.map { ($0.rawValue, .int(outcomes[$0] ?? 0)) }
    members.append(("next_position", .int(Int64(next.rawValue))))
    return .object(members)
  }

  func text(next: LogPosition) -> String {
    var table = TextTable([.init(title: "items", isRight: true), .init(title: "outcome")])
    for outcome in Outcome.allCases {
      guard let count = outcomes[outcome], count != 0 else { continue }
      table.add([.init(Words.grouped(count)), .init(outcome.words)])
    }
    let head =
      "Loaded \(Words.count(deliveries, "delivery", "deliveries")); "
      + "the log ends before position \(next).\n"
    return head + (table.isEmpty ? "" : table.text(.output))
  }
}

extension Outcome {
  var words: String {
    switch self {
    case .accepted: "accepted"
    case .noted: "noted: understood, not about an order"
    case .unlinked: "unlinked: no reference ties it to an order yet"
    case .awaitingDetail: "awaiting detail: names an order and must be fetched"
    case .held: "held: its effect on truth waits for a prerequisite"
    case .quarantined: "quarantined: see `orderledger quarantine list`"
    case .duplicate: "duplicate: came before"
    case .conflict: "conflict: the delivery id of another one with other bytes"
    case .refused: "refused: not in the log"
    }
  }
}
