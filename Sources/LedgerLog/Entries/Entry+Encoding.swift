import LedgerCore

extension Entry {
  /// Appends the canonical bytes; leaves `bytes` as it was where the entry breaks a rule
  /// of the format.
  public func encode(into bytes: inout [UInt8]) throws(FormatFault) {
    try checkTexts()
    try checkPositions()
    try checkLinks()
    let start = bytes.count
    writeHead(to: &bytes)
    writeOrigin(to: &bytes)
    writeEvidence(to: &bytes)
    writeSubjects(to: &bytes)
    writeLinks(to: &bytes)
    if let content {
      bytes.write(varint: content.bodyLength)
      bytes.write(content.fingerprint)
    }
    let count = bytes.count - start
    guard count <= Entry.bytesMax else {
      bytes.removeLast(count)
      throw .tooLarge(.entry, found: count, max: Entry.bytesMax)
    }
  }

  public func encoded() throws(FormatFault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(320)
    try encode(into: &bytes)
    return bytes
  }

  private var marks: EntryMarks {
    var marks: EntryMarks = []
    if case .conflict = kind { marks.insert(.conflict) }
    if deliveryKey != nil { marks.insert(.deliveryKey) }
    if cause.position != nil { marks.insert(.causePosition) }
    if cause.text != nil { marks.insert(.causeText) }
    if keyFingerprint != nil { marks.insert(.keyFingerprint) }
    if senderTime != nil { marks.insert(.senderTime) }
    if revision != nil { marks.insert(.revision) }
    if content != nil { marks.insert(.content) }
    return marks
  }

  private func writeHead(to bytes: inout [UInt8]) {
    bytes.append(EntryWire.version)
    switch kind {
    case .delivery, .conflict: bytes.append(EntryWire.delivery)
    case .duplicate: bytes.append(EntryWire.duplicate)
    case .control: bytes.append(EntryWire.control)
    }
    bytes.write(fixed: marks.rawValue)
    switch evidence {
    case .ledger: bytes.append(EntryWire.ledger)
    case .signed: bytes.append(EntryWire.signed)
    case .authenticatedFetch: bytes.append(EntryWire.authenticatedFetch)
    case .unsigned: bytes.append(EntryWire.unsigned)
    case .operatorFile: bytes.append(EntryWire.operatorFile)
    }
    bytes.append(clock.rawValue)
    bytes.write(fixed: position.rawValue)
    bytes.write(fixed: received.rawValue)
  }

  private func writeOrigin(to bytes: inout [UInt8]) {
    bytes.write(text: engineVersion)
    bytes.write(text: account)
    bytes.write(text: channel)
    bytes.write(text: channelKind)
    if case .control(let name) = kind { bytes.write(text: name) }
    if let original = kind.original { bytes.write(varint: position.rawValue - original.rawValue) }
    if let deliveryKey { bytes.write(deliveryKey) }
    if let cause = cause.position { bytes.write(varint: position.rawValue - cause.rawValue) }
    if let text = cause.text { bytes.write(text: text) }
  }

  private func writeEvidence(to bytes: inout [UInt8]) {
    bytes.write(text: actor)
    bytes.write(text: authentication)
    if let keyFingerprint { bytes.write(fixed: keyFingerprint.byteSwapped) }
    if case .operatorFile(let digest, let line) = evidence {
      bytes.write(digest)
      bytes.write(varint: line)
    }
    if let senderTime { bytes.write(text: senderTime) }
    if let revision { bytes.write(revision) }
  }

  private func writeSubjects(to bytes: inout [UInt8]) {
    bytes.write(varint: subjects.count)
    for subject in subjects { bytes.write(subject) }
  }

  private func writeLinks(to bytes: inout [UInt8]) {
    bytes.write(varint: links.count)
    for link in links {
      let origin = link.thread.origin
      bytes.write(varint: UInt64(link.item))
      bytes.write(varint: position.rawValue - origin.position.rawValue)
      bytes.write(varint: UInt64(origin.index))
      bytes.write(varint: UInt64(link.sequence))
      if let previous = link.previous {
        bytes.write(varint: position.rawValue - previous.rawValue)
      }
    }
  }
}
