import Crypto
import Glibc
import LedgerCore
import LedgerStorage

/// The file of keys: a header and a record for each data subject (`docs/format.md`). Records are
/// added at its end; taking one out writes the file anew.
struct KeyFile {
  static let headerBytes = 128
  private static let magic = Array("OrderLedger keys".utf8)
  private static let version: UInt8 = 1
  /// Magic, version and ledger: what the wrapped file key is bound to.
  private static let boundBytes = 48

  let path: String

  init(in directory: String) { path = directory + "/keys" }

  private var newPath: String { path + ".new" }
  private var oldPath: String { path + ".old" }

  /// What the file holds, as bytes.
  struct Content {
    var header: [UInt8]
    /// 96 bytes each.
    var records: [UInt8]
    var fileKey: SymmetricKey
    var inode: UInt64

    var count: Int { records.count / KeyRecord.bytesCount }

    /// Nil where it was not written to its end.
    func record(_ number: Int) -> KeyRecord? {
      let start = number * KeyRecord.bytesCount
      let bytes = records[start..<start + KeyRecord.bytesCount]
      return KeyRecord.isComplete(bytes) ? KeyRecord(bytes) : nil
    }
  }

  // MARK: Reading

  func read(ledger: Hash128, master: MasterKey) throws(KeyFault) -> Content {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path: path) : .io(StorageError(writing: path, errno: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault() }
    guard status.st_size >= KeyFile.headerBytes else { throw .damaged(path: path, record: nil) }
    let bytes = try bytes(Int(status.st_size), descriptor)
    let header = Array(bytes[..<KeyFile.headerBytes])
    let fileKey = try self.fileKey(header, ledger, master)
    // A record that was being added when its writer died belongs to nothing in the log.
    let count = (bytes.count - KeyFile.headerBytes) / KeyRecord.bytesCount
    let records = bytes[KeyFile.headerBytes..<KeyFile.headerBytes + count * KeyRecord.bytesCount]
    return Content(
      header: header, records: Array(records), fileKey: fileKey, inode: UInt64(status.st_ino))
  }

  /// Whether the file is still the one that was read, with no record more.
  func isUnchanged(since content: Content) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && UInt64(status.st_ino) == content.inode
      && (Int(status.st_size) - KeyFile.headerBytes) / KeyRecord.bytesCount == content.count
  }

  private func fileKey(
    _ header: [UInt8], _ ledger: Hash128, _ master: MasterKey
  ) throws(KeyFault) -> SymmetricKey {
    let bound = Array(header[..<KeyFile.boundBytes])
    guard bound[..<16].elementsEqual(KeyFile.magic), bound[16] == KeyFile.version else {
      throw .damaged(path: path, record: nil)
    }
    guard bound == KeyFile.bound(ledger) else { throw .foreign(path: path) }
    let wrapped = Array(header[KeyFile.boundBytes..<KeyFile.boundBytes + WrappedKey.bytesCount])
    guard let key = WrappedKey.open(wrapped, under: master.key, boundTo: bound) else {
      throw .wrongMaster(path: path)
    }
    return key
  }

  private func bytes(_ count: Int, _ descriptor: Int32) throws(KeyFault) -> [UInt8] {
    var failed: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while let start = buffer.baseAddress, filled < count {
        let read = pread(descriptor, start + filled, count - filled, filled)
        if read < 0, errno == EINTR { continue }
        if read < 0 { failed = errno }
        guard read > 0 else { return }
        filled += read
      }
    }
    guard failed == 0 else { throw .io(StorageError(writing: path, errno: failed)) }
    return bytes
  }

  // MARK: Writing

  static func header(
    _ ledger: Hash128, fileKey: SymmetricKey, under master: MasterKey
  ) -> [UInt8] {
    let bound = bound(ledger)
    let bytes = bound + WrappedKey.seal(fileKey, under: master.key, boundTo: bound)
    return bytes + [UInt8](repeating: 0, count: headerBytes - bytes.count)
  }

  private static func bound(_ ledger: Hash128) -> [UInt8] {
    var bytes = magic + [version] + [UInt8](repeating: 0, count: 15)
    bytes.write(ledger)
    return bytes
  }

  /// Adds records behind the `count` that are there, durably.
  func append(_ records: [KeyRecord], behind count: Int) throws(KeyFault) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault() }
    defer { close(descriptor) }
    let start = KeyFile.headerBytes + count * KeyRecord.bytesCount
    try write(records.flatMap(\.bytes), descriptor, at: start)
    guard fdatasync(descriptor) == 0 else { throw fault() }
  }

  /// Writes the whole file anew, and what was there over with zeros.
  func replace(header: [UInt8], records: [UInt8]) throws(KeyFault) {
    let descriptor = open(newPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw fault() }
    do throws(KeyFault) {
      defer { close(descriptor) }
      try write(header + records, descriptor, at: 0)
      guard fsync(descriptor) == 0 else { throw fault() }
    } catch {
      unlink(newPath)
      throw error
    }
    // A second name for the old file, so that it can still be written over. Crash here: both names
    // are of the old file, and the next opening removes this one.
    unlink(oldPath)
    if link(path, oldPath) != 0, errno != ENOENT { throw fault() }
    guard rename(newPath, path) == 0 else { throw fault() }
    try syncDirectory()
    // Crash here: the next opening writes the old file over.
    try scrub()
  }

  /// Cuts off a record that was being added when its writer died: the next one is to be written over
  /// zeros.
  func trim() throws(KeyFault) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .missing(path: path) }
    let size = Int(status.st_size)
    let excess = (size - KeyFile.headerBytes) % KeyRecord.bytesCount
    guard size > KeyFile.headerBytes, excess > 0 else { return }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault() }
    defer { close(descriptor) }
    guard ftruncate(descriptor, size - excess) == 0, fsync(descriptor) == 0 else { throw fault() }
  }

  /// Writes over a file that was replaced, if its writer did not come to it, and removes it.
  func scrub() throws(KeyFault) {
    unlink(newPath)
    var (old, current) = (stat(), stat())
    guard stat(oldPath, &old) == 0 else { return }
    guard stat(path, &current) == 0 else { throw .missing(path: path) }
    if old.st_ino != current.st_ino {
      let descriptor = open(oldPath, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw fault() }
      defer { close(descriptor) }
      try write([UInt8](repeating: 0, count: Int(old.st_size)), descriptor, at: 0)
      guard fsync(descriptor) == 0 else { throw fault() }
    }
    guard unlink(oldPath) == 0 else { throw fault() }
    try syncDirectory()
  }

  private func write(
    _ bytes: [UInt8], _ descriptor: Int32, at offset: Int
  ) throws(KeyFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        pwrite(
          descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written,
          offset + written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw fault() }
      written += count
    }
  }

  private func syncDirectory() throws(KeyFault) {
    do throws(StorageError) {
      try Files.syncDirectory(Files.directory(of: path))
    } catch {
      throw .io(error)
    }
  }

  private func fault() -> KeyFault { .io(StorageError(writing: path, errno: errno)) }
}
