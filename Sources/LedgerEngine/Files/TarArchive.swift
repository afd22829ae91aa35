public import LedgerCore

/// A tar archive (POSIX.1-2017, `pax`, "ustar Interchange Format") of plain files: the same files give the
/// same bytes. All belong to nobody in particular, and may be read by everybody.
public struct TarArchive: Sendable {
  public struct File: Sendable {
    /// Relative, with `/` between its parts.
    public var path: String
    /// When it was last changed; whole seconds are kept.
    public var modified: Timestamp
    public var bytes: [UInt8]

    public init(path: String, modified: Timestamp, bytes: [UInt8]) {
      self.path = path
      self.modified = modified
      self.bytes = bytes
    }
  }

  public private(set) var files: [File] = []

  public init() {}

  public mutating func add(_ file: File) { files.append(file) }

  private static let blockBytes = 512
  /// A tape is written in records of twenty blocks, and others' programs say so where they are not full.
  private static let recordBytes = 20 * blockBytes
  private static let nameBytesMax = 100
  /// Eleven octal digits: some 8 GB.
  private static let sizeMax = 1 << 33 - 1

  /// Hands out the archive in pieces.
  public func write(to sink: ([UInt8]) -> Void) {
    var written = 0
    for file in files {
      for piece in TarArchive.pieces(of: file) {
        sink(piece)
        written += piece.count
      }
    }
    let end = 2 * TarArchive.blockBytes
    let rest = (written + end) % TarArchive.recordBytes
    sink([UInt8](repeating: 0, count: end + (rest == 0 ? 0 : TarArchive.recordBytes - rest)))
  }

  private static func pieces(of file: File) -> [[UInt8]] {
    precondition(file.bytes.count <= sizeMax, "a file of an archive is not larger than 8 GB")
    let name = Array(file.path.utf8)
    var pieces: [[UInt8]] = []
    // What the old form has no room for stands in a record in front (pax, keyword `path`).
    if name.count > nameBytesMax || name.contains(where: { $0 >= 0x80 }) {
      let record = paxRecord("path", file.path)
      pieces.append(header(name: Array("pax/path".utf8), record.count, file.modified, type: "x"))
      pieces.append(padded(record))
    }
    pieces.append(header(name: name, file.bytes.count, file.modified, type: "0"))
    pieces.append(padded(file.bytes))
    return pieces
  }

  /// `LENGTH KEYWORD=VALUE\n`, where the length counts its own digits.
  private static func paxRecord(_ keyword: String, _ value: String) -> [UInt8] {
    let rest = Array(" \(keyword)=\(value)\n".utf8)
    var length = rest.count
    while length != rest.count + String(length).utf8.count {
      length = rest.count + String(length).utf8.count
    }
    return Array(String(length).utf8) + rest
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    let rest = bytes.count % blockBytes
    return rest == 0 ? bytes : bytes + [UInt8](repeating: 0, count: blockBytes - rest)
  }

  private static func header(
    name: [UInt8], _ size: Int, _ modified: Timestamp, type: Character
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: blockBytes)
    func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
      for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
    }
    func putOctal(_ number: Int, at offset: Int, digits: Int) {
      let text = String(number, radix: 8)
      put((String(repeating: "0", count: digits - text.utf8.count) + text).utf8, at: offset)
    }
    put(name.prefix(nameBytesMax), at: 0)
    putOctal(0o644, at: 100, digits: 7)
    putOctal(0, at: 108, digits: 7)
    putOctal(0, at: 116, digits: 7)
    putOctal(size, at: 124, digits: 11)
    putOctal(max(0, min(sizeMax, Int(modified.rawValue / 1_000_000))), at: 136, digits: 11)
    put(repeatElement(UInt8(ascii: " "), count: 8), at: 148)
    put(type.utf8, at: 156)
    put("ustar\u{0}00".utf8, at: 257)
    // The sum of all bytes, where its own eight count as blanks.
    putOctal(header.reduce(0) { $0 + Int($1) }, at: 148, digits: 6)
    header[154] = 0
    return header
  }
}
