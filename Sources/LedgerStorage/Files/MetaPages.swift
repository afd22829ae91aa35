/// Judges the header pages of a file before the store maps it: a file that is not one must not be
/// touched, and one that was cut short would crash the process that maps it.
enum MetaPages {
  /// `foreign` where the file is not a store, `corrupted` where a part of it is missing.
  ///
  /// The store does not write pages that one transaction took and gave back, so a sound file may end
  /// before its last page; those pages are then in its list of free pages. A file that misses any
  /// other page was cut short.
  static func check(path: String) throws(StorageError) {
    let file = try PageFile(path: path)
    var header = try newest(of: file)
    while let expected = header.bytesThroughLastPage, UInt64(file.size) < expected {
      if missesOnlyFreePages(file, header) { return }
      let size = file.size
      let again = try newest(of: file)
      // A writer may have gone on meanwhile; then what was read did not belong together.
      guard again.transaction != header.transaction || file.size != size else {
        throw .corrupted(path: path, detail: "it was cut to \(size) bytes of up to \(expected)")
      }
      header = again
    }
  }

  private static func newest(of file: PageFile) throws(StorageError) -> HeaderPage {
    let headers = HeaderPair.read(file)
    // What could not be read says nothing about who wrote it.
    if let failure = file.failure { throw .io(path: file.path, errno: failure) }
    // Nothing that made a file of ours leaves it empty.
    if file.size == 0 { throw .corrupted(path: file.path, detail: "it is empty") }
    guard headers.first?.isHeader == true else { throw .foreign(path: file.path) }
    guard headers.second?.isHeader == true, let newest = headers.newest else {
      throw .corrupted(path: file.path, detail: "its second header is missing")
    }
    guard headers.first?.pageSize == headers.second?.pageSize else {
      throw .corrupted(path: file.path, detail: "its headers do not go together")
    }
    return newest
  }

  private static func missesOnlyFreePages(_ file: PageFile, _ header: HeaderPage) -> Bool {
    guard let pageSize = header.pageSize else { return false }
    var walk = PageWalk(file, header, pageSize: pageSize)
    walk.walkFreeList()
    return walk.findingsCount == 0 && walk.missingPages == 0
  }
}
