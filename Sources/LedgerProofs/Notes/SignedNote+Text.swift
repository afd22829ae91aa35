import LedgerCore

extension SignedNote {
  /// The note as it is kept and sent: text, an empty line, a line for each signature.
  public var bytes: [UInt8] {
    Array(text.utf8) + [0x0a] + signatures.flatMap { Array($0.line.utf8) }
  }

  /// Reads what `bytes` gives, and nothing else.
  public init(_ bytes: [UInt8]) throws(ProofFault) {
    _ = try LineReader(bytes, .note, bytesMax: SignedNote.bytesMax)
    // The last empty line parts text and signatures; the text may hold others.
    let breaks = bytes.indices.dropLast().last { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }
    guard let last = breaks else { throw .noSignatures }
    let above = bytes[...(last + 1)].count { $0 == 0x0a }
    self.init(
      text: String(decoding: bytes[...last], as: UTF8.self),
      signatures: try Signature.parse(Array(bytes[(last + 2)...]), above: above))
  }

  /// Adds signature lines, such as a witness answers with. One in the name of a key that has signed
  /// takes that one's place.
  public mutating func add(lines: [UInt8]) throws(ProofFault) {
    for signature in try Signature.parse(lines, above: 0) { try add(signature) }
  }
}

extension SignedNote.Signature {
  static let start = "— "

  /// The line, with its end.
  var line: String {
    "\(Self.start)\(name) \(Base64.encode(KeyID.bytes(keyID) + bytes))\n"
  }

  /// Signature lines and nothing else, at least one.
  ///
  /// - Parameter above: number of lines above the first.
  static func parse(_ bytes: [UInt8], above: Int) throws(ProofFault) -> [SignedNote.Signature] {
    var lines = try LineReader(bytes, .note, bytesMax: SignedNote.bytesMax, above: above)
    guard !lines.isAtEnd else { throw .noSignatures }
    var signatures: [SignedNote.Signature] = []
    while !lines.isAtEnd {
      guard let signature = SignedNote.Signature(line: try lines.next(.signature)) else {
        throw lines.unexpected(.signature)
      }
      signatures.append(signature)
      guard signatures.count <= SignedNote.signaturesMax else {
        throw .tooManySignatures(countMax: SignedNote.signaturesMax)
      }
    }
    return signatures
  }

  private init?(line: ArraySlice<UInt8>) {
    guard line.starts(with: Self.start.utf8) else { return nil }
    let fields = line.dropFirst(Self.start.utf8.count).split(
      separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
    guard fields.count == 2, let bytes = Base64.decode(fields[1]), bytes.count > 4 else {
      return nil
    }
    name = String(decoding: fields[0], as: UTF8.self)
    guard KeyName.isUsable(name) else { return nil }
    keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    self.bytes = Array(bytes.dropFirst(4))
  }
}
