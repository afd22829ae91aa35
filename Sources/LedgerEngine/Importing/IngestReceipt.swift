public import LedgerCore

/// What an import says of a delivery: it is written when the delivery is on disk, so whoever
/// reads the line may rely on it.
public enum IngestReceipt {
  public static func lines(_ receipts: [Receipt], numbers: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (receipt, number) in zip(receipts, numbers) {
      bytes += value(receipt, number: number).utf8
      bytes.append(0x0a)
    }
    return bytes
  }

  public static func refused(number: Int) -> JSONValue { line(number, "refused", position: nil) }

  private static func value(_ receipt: Receipt, number: Int) -> JSONValue {
    switch receipt {
    case .appended(let position, _): line(number, "appended", position: position)
    case .duplicate(let position, let original):
      line(number, "duplicate", position: position, of: original)
    case .conflict(let position, let other, _):
      line(number, "conflict", position: position, of: other)
    case .refused: refused(number: number)
    }
  }

  private static func line(
    _ number: Int, _ outcome: String, position: LogPosition?, of original: LogPosition? = nil
  ) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("delivery", .int(number)), ("outcome", .string(outcome)),
    ]
    if let position { members.append(("position", .int(Int64(position.rawValue)))) }
    if let original { members.append(("of", .int(Int64(original.rawValue)))) }
    return .object([("receipt", .object(members))])
  }
}
