import LedgerChannels
import LedgerCore

/// The `channel` of a line that names its own.
enum ChannelMember {
  private static let prefix = Array(#"{"channel":""#.utf8)

  static func text(in line: [UInt8]) -> String? {
    quick(line) ?? careful(line)
  }

  /// Where it is the first member, as our own tools write it, the line need not be parsed for it.
  private static func quick(_ line: [UInt8]) -> String? {
    guard line.starts(with: prefix) else { return nil }
    let rest = line[prefix.count...]
    guard
      let end = rest.firstIndex(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }),
      rest[end] == UInt8(ascii: "\""), end > prefix.count
    else { return nil }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private static func careful(_ line: [UInt8]) -> String? {
    // Also of a line that is no JSON since its body is none.
    guard let text = DeliveryMembers(line)?.text("channel"), !text.isEmpty else { return nil }
    return text
  }
}
