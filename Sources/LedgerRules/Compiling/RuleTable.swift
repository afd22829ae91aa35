import Crypto
import LedgerCore

/// The rows of a rulebook as they are met, and the instants at which rows begin or end.
struct RuleTable {
  private(set) var rules: [Rule] = []
  var epochs: Set<Timestamp> = []
  private var ids: Set<RuleID> = []

  /// `table`: a name of the table that does not depend on lines, such as `shopify order.payment`.
  mutating func add(
    file: String, line: Int, table: String, text: String
  ) -> RuleID {
    // Rows that say the same in one table are told apart by their order.
    let meaning = "\(table)\u{0}\(text)"
    var id = RuleID(rawValue: RuleTable.hash(meaning))
    var times = 0
    while !ids.insert(id).inserted {
      times += 1
      id = RuleID(rawValue: RuleTable.hash("\(meaning)\u{0}\(times)"))
    }
    rules.append(Rule(id: id, file: file, line: line, text: text))
    return id
  }

  /// The first eight bytes of SHA-256, big-endian.
  static func hash(_ text: String) -> UInt64 {
    SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
