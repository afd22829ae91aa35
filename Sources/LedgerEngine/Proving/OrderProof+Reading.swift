import LedgerCore
import LedgerProofs

extension OrderProof {
  /// Larger files are refused.
  public static let bytesMax = 1 << 28
  private static let depthMax = 8

  /// Reads a proof as `bytes` gives it; members that are unknown or missing are refused.
  public init(_ bytes: [UInt8]) throws(OrderProofFault) {
    guard bytes.count <= OrderProof.bytesMax,
      let document = try? JSONDocument.parse(bytes, depthMax: OrderProof.depthMax)
    else { throw .format(member: "the file", offset: 0) }
    let root = ProofReader(document, document.root, "the file")
    let format = try root.text("format")
    guard format == OrderProof.format else { throw .otherFormat(format) }
    try root.allow([
      "format", "checkpoint", "directory", "reference_key", "asked", "references", "threads",
      "entries", "bodies",
    ])
    let note = Array(try root.text("checkpoint").utf8)
    self.note = try OrderProofFault.reading { () throws(ProofFault) in try SignedNote(note) }
    let directory = try root.object("directory")
    try directory.allow(["position", "entry", "proof", "salt", "payload"])
    self.directory = try Included(directory)
    directoryBody = try Opened(directory)
    let key = try root.base64("reference_key")
    guard key.count == 32 else { throw root.fault("reference_key") }
    referenceKey = ReferenceKey(bytes: key)
    asked = try root.objects("asked", NamedReference.init)
    references = try root.objects("references", ProvedReference.init)
    threads = try root.objects("threads", ProvedThread.init)
    entries = try root.objects("entries") { (reader) throws(OrderProofFault) in
      try reader.allow(["position", "entry", "proof"])
      return try Included(reader)
    }
    bodies = try root.objects("bodies") { (reader) throws(OrderProofFault) in
      try reader.allow(["position", "salt", "payload"])
      return try Opened(reader)
    }
  }
}

extension OrderProof.Included {
  fileprivate init(_ reader: ProofReader) throws(OrderProofFault) {
    position = try reader.position("position")
    entry = try reader.base64("entry")
    path = try reader.hashes("proof")
  }
}

extension OrderProof.Opened {
  fileprivate init(_ reader: ProofReader) throws(OrderProofFault) {
    position = try reader.position("position")
    salt = try reader.base64("salt")
    payload = try reader.base64("payload")
  }
}

extension NamedReference {
  fileprivate init(_ reader: ProofReader) throws(OrderProofFault) {
    try reader.allow(["account", "system", "entity", "kind", "value", "run"])
    let space = ReferenceSpace(
      account: try reader.text("account"), system: try reader.text("system"),
      entity: try reader.text("entity"), kind: try reader.text("kind"))
    guard let run = UInt32(exactly: try reader.number("run")) else { throw reader.fault("run") }
    self.init(Reference(space: space, value: try reader.text("value")), run: run)
  }
}

extension OrderProof.ProvedReference {
  fileprivate init(_ reader: ProofReader) throws(OrderProofFault) {
    try reader.allow(["key", "value", "siblings", "other", "reference"])
    key = try reader.hash("key")
    reference = try NamedReference(try reader.object("reference"))
    let siblings = try reader.hashes("siblings")
    value = try reader.isNull("value") ? nil : reader.base64("value")
    if let value {
      guard try reader.isNull("other") else { throw reader.fault("other") }
      proof = ReferenceMap.Proof(
        siblings: siblings, ending: .present(valueHash: Hash256.sha256(of: value)))
    } else if try reader.isNull("other") {
      proof = ReferenceMap.Proof(siblings: siblings, ending: .nothing)
    } else {
      let other = try reader.object("other")
      try other.allow(["key", "value_hash"])
      proof = ReferenceMap.Proof(
        siblings: siblings,
        ending: .other(
          ReferenceMap.Leaf(
            key: try other.hash("key"), valueHash: try other.hash("value_hash"))))
    }
  }
}

extension OrderProof.ProvedThread {
  fileprivate init(_ reader: ProofReader) throws(OrderProofFault) {
    try reader.allow(["number", "leaf", "proof"])
    number = try reader.number("number")
    leaf = try reader.base64("leaf")
    path = try reader.hashes("proof")
  }
}

/// Reads an object of a proof: every member must be there once, and of its one kind.
private struct ProofReader {
  private let document: JSONDocument
  private let node: JSONNode
  private let name: String

  init(_ document: JSONDocument, _ node: JSONNode, _ name: String) {
    self.document = document
    self.node = node
    self.name = name
  }

  func fault(_ member: String) -> OrderProofFault {
    let place = document.member(member, of: node) ?? node
    return .format(member: "`\(member)` of \(name)", offset: document.range(place).lowerBound)
  }

  /// Refuses an object with other members than these.
  func allow(_ names: [String]) throws(OrderProofFault) {
    guard document.kind(node) == .object, Array(document.children(of: node)).count == names.count,
      names.allSatisfy({ document.member($0, of: node) != nil })
    else { throw .format(member: name, offset: document.range(node).lowerBound) }
  }

  private func member(
    _ name: String, _ kind: JSONDocument.Kind
  ) throws(OrderProofFault) -> JSONNode {
    guard let member = document.member(name, of: node), document.kind(member) == kind else {
      throw fault(name)
    }
    return member
  }

  func isNull(_ name: String) throws(OrderProofFault) -> Bool {
    guard let member = document.member(name, of: node) else { throw fault(name) }
    return document.kind(member) == .null
  }

  func text(_ name: String) throws(OrderProofFault) -> String {
    document.text(try member(name, .string))
  }

  func number(_ name: String) throws(OrderProofFault) -> UInt64 {
    let text = document.text(try member(name, .number))
    guard let number = UInt64(text), String(number) == text else { throw fault(name) }
    return number
  }

  func position(_ name: String) throws(OrderProofFault) -> LogPosition {
    let number = try number(name)
    guard number < 1 << 48 else { throw fault(name) }
    return LogPosition(number)
  }

  func base64(_ name: String) throws(OrderProofFault) -> [UInt8] {
    guard let bytes = Base64.decode(try text(name)) else { throw fault(name) }
    return bytes
  }

  func hash(_ name: String) throws(OrderProofFault) -> Hash256 {
    guard let hash = Hash256(base64: try text(name)) else { throw fault(name) }
    return hash
  }

  func hashes(_ name: String) throws(OrderProofFault) -> [Hash256] {
    var hashes: [Hash256] = []
    for node in document.children(of: try member(name, .array)) {
      guard document.kind(node) == .string, let hash = Hash256(base64: document.text(node)) else {
        throw fault(name)
      }
      hashes.append(hash)
    }
    return hashes
  }

  func object(_ name: String) throws(OrderProofFault) -> ProofReader {
    ProofReader(document, try member(name, .object), "`\(name)`")
  }

  func objects<Element>(
    _ name: String, _ read: (ProofReader) throws(OrderProofFault) -> Element
  ) throws(OrderProofFault) -> [Element] {
    var elements: [Element] = []
    for node in document.children(of: try member(name, .array)) {
      guard document.kind(node) == .object else { throw fault(name) }
      elements.append(try read(ProofReader(document, node, "an element of `\(name)`")))
    }
    return elements
  }
}
