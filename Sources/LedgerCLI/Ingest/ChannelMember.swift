import LedgerEngine

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
    guard let document = try? JSONDocument.parse(line),
      document.kind(document.root) == .object,
      let channel = document.member("channel", of: document.root),
      document.kind(channel) == .string
    else { return nil }
    let text = document.text(channel)
    return text.isEmpty ? nil : text
  }
}
