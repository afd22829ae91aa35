import LedgerCore

/// The rules between fields: the same that the decoder holds bytes to.
extension Entry {
  func checkTexts() throws(FormatFault) {
    try check(engineVersion, .engineVersion)
    try check(account, .account)
    try check(channel, .channel)
    try check(channelKind, .channelKind)
    try check(actor, .actor)
    try check(authentication, .authentication)
    if let text = cause.text { try checkFilled(text, .causeText) }
    if let senderTime { try checkFilled(senderTime, .senderTime) }
    if case .control(let name) = kind { try checkFilled(name, .controlKind) }
  }

  func checkPositions() throws(FormatFault) {
    guard position.rawValue <= Entry.positionMax else { throw .contradiction(.position) }
    if let original = kind.original, original >= position { throw .contradiction(.original) }
    if let cause = cause.position, cause >= position { throw .contradiction(.causePosition) }
    if case .operatorFile(_, let line) = evidence, line == 0 {
      throw .contradiction(.operatorLine)
    }
    if case .duplicate = kind, content != nil { throw .contradiction(.bodyLength) }
  }

  func checkLinks() throws(FormatFault) {
    for (index, link) in links.enumerated() {
      guard link.thread.origin.position <= position else { throw .contradiction(.links) }
      guard (link.sequence == 0) == (link.previous == nil) else { throw .contradiction(.links) }
      if let previous = link.previous, previous > position { throw .contradiction(.links) }
      if index > 0, !links[index - 1].precedes(link) { throw .contradiction(.links) }
    }
  }

  private func checkFilled(_ text: String, _ field: FormatField) throws(FormatFault) {
    guard !text.isEmpty else { throw .contradiction(field) }
    try check(text, field)
  }

  private func check(_ text: String, _ field: FormatField) throws(FormatFault) {
    let count = text.utf8.count
    guard count <= Entry.textBytesMax else {
      throw .tooLarge(field, found: count, max: Entry.textBytesMax)
    }
  }
}

extension ChainLink {
  /// Whether it stands before `other` in an entry: by item, then by thread.
  func precedes(_ other: ChainLink) -> Bool {
    item == other.item ? thread < other.thread : item < other.item
  }
}
