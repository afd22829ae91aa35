import LedgerCore

extension DirectoryHead {
  /// Reads what `bytes` gives, and nothing else.
  public init(_ bytes: [UInt8]) throws(ProofFault) {
    guard let document = try? JSONDocument.parse(bytes, depthMax: 2) else {
      throw .notCanonical(.directoryHead, offset: 0)
    }
    self = try DirectoryHead(Members(document: document))
    // Order, spelling and white space: whatever else could differ differs from what is written.
    let only = self.bytes
    guard only == bytes else {
      let same = zip(only, bytes).prefix { $0 == $1 }.count
      throw .notCanonical(.directoryHead, offset: same)
    }
  }

  private init(_ members: Members) throws(ProofFault) {
    through = LogPosition(try members.number("through", max: RecordReader.positionMax))
    threads = try members.number("threads", max: Decimal.max)
    threadRoot = try members.hash("thread_root") { Hash256(base64: $0) }
    references = try members.number("references", max: Decimal.max)
    referenceRoot = try members.hash("reference_root") { Hash256(base64: $0) }
    referenceKeyHash = try members.hash("reference_key_hash") { Hash256(base64: $0) }
    rulebook = try members.hash("rulebook") { Hash256(hex: $0) }
    separations = try members.positions("separations")
  }
}

/// The members of the body, by name.
private struct Members {
  let document: JSONDocument

  func number(_ name: String, max: UInt64) throws(ProofFault) -> UInt64 {
    let node = try member(name, .number)
    guard let number = number(node), number <= max else { throw fault(node) }
    return number
  }

  func hash(
    _ name: String, _ read: (String) -> Hash256?
  ) throws(ProofFault) -> Hash256 {
    let node = try member(name, .string)
    guard let hash = read(document.text(node)) else { throw fault(node) }
    return hash
  }

  func positions(_ name: String) throws(ProofFault) -> [LogPosition] {
    let array = try member(name, .array)
    var positions: [LogPosition] = []
    for node in document.children(of: array) {
      guard document.kind(node) == .number, let number = number(node),
        number <= RecordReader.positionMax, (positions.last.map { $0.rawValue < number } ?? true)
      else { throw fault(node) }
      positions.append(LogPosition(number))
    }
    return positions
  }

  private func member(
    _ name: String, _ kind: JSONDocument.Kind
  ) throws(ProofFault) -> JSONNode {
    guard let node = document.member(name, of: document.root) else { throw fault(document.root) }
    guard document.kind(node) == kind else { throw fault(node) }
    return node
  }

  private func number(_ node: JSONNode) -> UInt64? {
    Decimal.parse(document.bytes[document.range(node)])
  }

  private func fault(_ node: JSONNode) -> ProofFault {
    .notCanonical(.directoryHead, offset: document.range(node).lowerBound)
  }
}
