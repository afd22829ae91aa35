internal import Glibc

/// The two header pages of a store's file, read before the store maps it: a file that is not one
/// must not be touched, and one that was cut short would crash the process that maps it.
///
/// Layout (LMDB 0.9, data version 1): a 16-byte page header, then magic (4), version (4), address
/// (8), map size (8), two tables of 48 bytes each (the first four bytes of the first: page size;
/// the root is the last 8), last page (8), transaction (8).
struct MetaPages {
  let pageSize: Int
  let lastPage: UInt64
  let transaction: UInt64
  let freeRoot: UInt64
  let fileSize: Int

  var pagesInFile: UInt64 { UInt64(fileSize / pageSize) }

  /// Reads the headers of a file that can be mapped; `corrupted` where a part of it is missing.
  static func check(path: String) throws(StorageError) {
    var meta = try read(path: path)
    while meta.pagesInFile <= meta.lastPage, !FreePages.coverMissingPages(of: path, meta) {
      let again = try read(path: path)
      // A writer may have gone on meanwhile; then what was read did not belong together.
      guard again.transaction != meta.transaction || again.fileSize != meta.fileSize else {
        let expected = (Int(meta.lastPage) + 1) * meta.pageSize
        throw .corrupted(
          path: path, detail: "it was cut to \(meta.fileSize) bytes of up to \(expected)")
      }
      meta = again
    }
  }

  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let headerSize = 152

  /// Reads the headers; `foreign` where the file is not a store.
  static func read(path: String) throws(StorageError) -> MetaPages {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StorageError(status: errno, CallContext(path: path))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw StorageError(status: errno, CallContext(path: path))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .foreign(path: path) }
    let size = Int(status.st_size)
    guard let first = header(descriptor, at: 0, fileSize: size) else { throw .foreign(path: path) }
    let second = header(descriptor, at: first.pageSize, fileSize: size)
    guard let second else { throw .corrupted(path: path, detail: "its second header is missing") }
    return second.transaction > first.transaction ? second : first
  }

  private static func header(_ descriptor: Int32, at offset: Int, fileSize: Int) -> MetaPages? {
    withUnsafeTemporaryAllocation(byteCount: headerSize, alignment: 8) { bytes in
      guard pread(descriptor, bytes.baseAddress, headerSize, off_t(offset)) == headerSize,
        bytes.load(fromByteOffset: 16, as: UInt32.self) == magic,
        bytes.load(fromByteOffset: 20, as: UInt32.self) & 0xffff == 1
      else { return nil }
      let pageSize = Int(bytes.load(fromByteOffset: 40, as: UInt32.self))
      let lastPage = bytes.load(fromByteOffset: 136, as: UInt64.self)
      // 2^48 pages is the most that a page number in a tree can say.
      guard pageSize >= 512, pageSize <= 65536, pageSize & (pageSize - 1) == 0,
        lastPage >= 1, lastPage < 1 << 47
      else { return nil }
      return MetaPages(
        pageSize: pageSize, lastPage: lastPage,
        transaction: bytes.load(fromByteOffset: 144, as: UInt64.self),
        freeRoot: bytes.load(fromByteOffset: 80, as: UInt64.self), fileSize: fileSize)
    }
  }
}
