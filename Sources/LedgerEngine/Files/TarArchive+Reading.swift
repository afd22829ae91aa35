import LedgerCore

/// Why bytes are no archive that is taken.
public enum TarFault: Error, Sendable, Equatable {
  /// Where it goes wrong.
  case malformed(offset: Int)
  /// Something else than files and folders: links are not followed.
  case notAFile(path: String)
}

extension TarArchive {
  /// Reads a "ustar" or pax archive: its plain files, in their order.
  public init(reading bytes: [UInt8]) throws(TarFault) {
    self.init()
    var offset = 0
    var longName: String?
    while offset + 512 <= bytes.count {
      let header = bytes[offset..<offset + 512]
      if header.allSatisfy({ $0 == 0 }) { return }
      guard TarArchive.isWhole(header), let size = TarArchive.octal(header, 124, 12) else {
        throw .malformed(offset: offset)
      }
      let start = offset + 512
      guard size <= bytes.count - start else { throw .malformed(offset: offset) }
      let content = Array(bytes[start..<start + size])
      let type = header[offset + 156]
      offset = start + (size + 511) / 512 * 512
      switch type {
      case UInt8(ascii: "x"):
        longName = TarArchive.path(ofRecords: content)
        continue
      case UInt8(ascii: "g"): continue
      case UInt8(ascii: "5"): break
      case UInt8(ascii: "0"), 0:
        let path = longName ?? TarArchive.path(of: header)
        add(File(path: path, modified: Timestamp(seconds: 0), bytes: content))
      default: throw .notAFile(path: longName ?? TarArchive.path(of: header))
      }
      longName = nil
    }
    // Every archive ends with blocks of zeros.
    throw .malformed(offset: offset)
  }

  /// Whether the sum over the header is the one that stands in it.
  private static func isWhole(_ header: ArraySlice<UInt8>) -> Bool {
    guard let stated = octal(header, 148, 8) else { return false }
    var sum = 0
    for (index, byte) in header.enumerated() {
      sum += (148..<156).contains(index) ? 32 : Int(byte)
    }
    return sum == stated
  }

  private static func octal(_ header: ArraySlice<UInt8>, _ from: Int, _ count: Int) -> Int? {
    let field = header.dropFirst(from).prefix(count)
    let digits = field.drop { $0 == 32 }.prefix { (48...55).contains($0) }
    guard !digits.isEmpty, digits.count <= 11 else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
  }

  private static func path(of header: ArraySlice<UInt8>) -> String {
    func text(_ from: Int, _ count: Int) -> String {
      String(
        decoding: header.dropFirst(from).prefix(count).prefix { $0 != 0 }, as: UTF8.self)
    }
    // GNU writes other things where POSIX has the front part of a long path.
    let isPosix = Array(header.dropFirst(257).prefix(6)) == Array("ustar\0".utf8)
    let front = isPosix ? text(345, 155) : ""
    return front.isEmpty ? text(0, 100) : front + "/" + text(0, 100)
  }

  /// `LENGTH path=VALUE` among the records of a pax header.
  private static func path(ofRecords bytes: [UInt8]) -> String? {
    for line in bytes.split(separator: 10) {
      let text = String(decoding: line, as: UTF8.self)
      if let found = text.firstRange(of: " path=") { return String(text[found.upperBound...]) }
    }
    return nil
  }
}
