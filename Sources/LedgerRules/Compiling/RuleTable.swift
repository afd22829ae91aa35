import Crypto
import LedgerCore

/// The rows of a rulebook as they are met, and the instants at which rows begin or end.
struct RuleTable {
  private(set) var rules: [Rule] = []
  var epochs: Set<Timestamp> = []
  private var met: [String: Int] = [:]

  /// `table`: a name of the table that does not depend on lines, such as `shopify order.payment`.
  mutating func add(
    file: String, line: Int, table: String, text: String
  ) -> RuleID {
    // Rows that say the same in one table are told apart by their order.
    let meaning = "\(table)\u{0}\(text)"
    let times = met[meaning, default: 0]
    met[meaning] = times + 1
    let content = RuleTable.hash(times == 0 ? meaning : "\(meaning)\u{0}\(times)")
    rules.append(Rule(file: file, line: line, text: text, content: content))
    return RuleID(rawValue: UInt32(rules.count - 1))
  }

  /// The first eight bytes of SHA-256, big-endian.
  static func hash(_ text: String) -> UInt64 {
    SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
