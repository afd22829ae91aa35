/// What a walk of a file's pages came to.
package struct PageReport: Hashable, Sendable {
  /// The commit that was walked; nil where no header says which.
  package var transaction: UInt64?
  package var fileBytes = 0
  package var pageBytes = 0
  /// In use, headers apart.
  package var pages: UInt64 = 0
  package var pagesFree: UInt64 = 0
  /// Neither in use nor free: lost to the file, and harmless.
  package var pagesLeftOver: UInt64 = 0
  package var tables = 0
  /// The first of them.
  package var findings: [WalkFinding] = []
  /// All of them.
  package var findingsCount = 0

  package var isSound: Bool { findingsCount == 0 }
}

extension PageWalk {
  /// Walks a file that nobody writes to meanwhile.
  package static func report(path: String) throws(StorageError) -> PageReport {
    let file = try PageFile(path: path)
    let headers = HeaderPair.read(file)
    return report(file, headers, headers.newest)
  }

  /// Walks a file that others may be writing to. It is registered with them as a reader, so that
  /// they leave the pages of the last commit alone. For a process that does nothing else with the
  /// file.
  package static func reportBesideWriter(path: String) throws(StorageError) -> PageReport {
    let file = try PageFile(path: path)
    var headers = HeaderPair.read(file)
    // The store is not shown a file whose headers are damaged.
    guard headers.findings.isEmpty else { return report(file, headers, headers.newest) }
    for _ in 0..<pinningsMax {
      let snapshot = try PinnedSnapshot(path: path)
      headers = HeaderPair.read(file)
      // A writer may have replaced this header by now: by the one after the next.
      guard let header = headers.header(of: snapshot.transaction) else { continue }
      return withExtendedLifetime(snapshot) { report(file, headers, header) }
    }
    return report(file, headers, headers.newest)
  }

  private static let pinningsMax = 1_000

  private static func report(
    _ file: PageFile, _ headers: HeaderPair, _ header: HeaderPage?
  ) -> PageReport {
    var report = PageReport()
    report.fileBytes = file.size
    report.findings = headers.findings
    report.findingsCount = report.findings.count
    guard let header, let pageSize = header.pageSize else { return report }
    var walk = PageWalk(file, header, pageSize: pageSize)
    walk.walkFreeList()
    walk.walkTables()
    walk.noteMissingPages()
    report.transaction = header.transaction
    report.pageBytes = pageSize
    report.pages = walk.reached.count
    report.pagesFree = walk.free.count
    report.pagesLeftOver = walk.pagesLeftOver
    report.tables = walk.tables
    report.findings += walk.findings
    report.findingsCount += walk.findingsCount
    return report
  }
}
