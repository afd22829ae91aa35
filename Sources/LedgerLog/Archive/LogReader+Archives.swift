import LedgerCore
import LedgerStorage

extension LogReader {
  /// The files that hold the bodies of the log's first entries, in their order.
  public func archives() throws(LogError) -> [ArchiveReference] {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      try transaction.archives()
    }
  }

  /// Where such a file is.
  public func path(of archive: ArchiveReference) -> String { archive.path(in: directory) }

  /// Holds all bytes of an archive against the digest that the log has.
  public func check(_ archive: ArchiveReference) throws(LogError) {
    try LogError.archiving { () throws(ArchiveFault) in
      try ArchiveFileReader(archive, in: directory, ledger: key.id).check()
    }
  }

  /// Visits the bodies of deliveries that are not erased, each compared with its entry.
  func forEachKeptBody(
    in positions: Range<LogPosition>, _ isErased: (LogPosition) -> Bool,
    _ visit: (LogPosition, ArchiveRecord) throws(LogError) -> Void
  ) throws(LogError) {
    let opener = BodyOpener()
    let last = LogPosition(positions.upperBound.rawValue - 1)
    try pieces(positions.lowerBound, last) { from, through, transaction throws(LogError) in
      try scan(from, through, transaction) { entry throws(LogError) in
        guard entry.isOfDelivery, let content = entry.content, !isErased(entry.position) else {
          return .next
        }
        do throws(LogError) {
          try withWhole(entry.position, transaction) { bytes throws(LogError) in
            try decrypted(bytes, at: entry.position) { record throws(LogError) in
              try open(record, entry.position, content, opener, transaction) {
                payload throws(LogError) in
                if EncryptedBody.isOne(bytes) {
                  return try visit(entry.position, .encrypted(bytes))
                }
                var dictionary: DictionaryID?
                if case .zstdWithDictionary(let id) = record.encoding { dictionary = id }
                try visit(
                  entry.position,
                  .payload(salt: record.salt, dictionary: dictionary, payload.bytes))
              }
            }
          }
        } catch {
          // Not kept, though nobody has erased it: nothing is built on that.
          if case .bodyAbsent = error { throw .contentUnmatched(entry.position) }
          throw error
        }
        return .next
      }
    }
  }

  /// Compares each body of an archive with its entry, as it is on disk.
  ///
  /// - Returns: the positions.
  func checkBodies(of archive: ArchiveReference) throws(LogError) -> [LogPosition] {
    let file = try LogError.archiving { () throws(ArchiveFault) in
      let file = try ArchiveFileReader(archive, in: directory, ledger: key.id)
      try file.check()
      return file
    }
    let opener = BodyOpener()
    var positions: [LogPosition] = []
    for number in 0..<file.blocks {
      let block = try LogError.archiving { () throws(ArchiveFault) in
        try file.read(block: number)
      }
      for position in block.positions {
        try check(position, of: block, opener)
        positions.append(position)
      }
    }
    guard positions.count == Int(clamping: archive.bodies) else {
      throw .archive(.foreign(path: file.path))
    }
    return positions
  }

  private func check(
    _ position: LogPosition, of block: ArchiveBlock, _ opener: BodyOpener
  ) throws(LogError) {
    let content = try withEntry(at: position) { view throws(LogError) in view.content }
    guard let content else { throw .contentUnmatched(position) }
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      _ = try block.withRecord(at: position) { record throws(LogError) in
        try withView(of: record, at: position) { view throws(LogError) in
          try open(view, position, content, opener, transaction) { _ throws(LogError) in }
        }
      }
    }
  }
}

extension EntryView {
  /// The bodies of the ledger's own entries stay in the log: they say by which rules all others are read.
  fileprivate var isOfDelivery: Bool {
    if case .control = kind { false } else { true }
  }
}
