import CKernel
import Glibc
import LedgerEngine

/// A ledger's files on disk.
struct LedgerFiles {
  let directory: String

  /// Bytes that the log takes on disk; less than its length where pages are not used yet.
  var logBytes: UInt64 { bytes { $0 == "log.mdb" } }
  var indexBytes: UInt64 { bytes { LedgerFiles.isIndex($0) } }

  var indexFiles: [String] { names.filter { LedgerFiles.isIndex($0) }.sorted() }

  /// Free bytes of the disk for such as us; nil where that is not known.
  var freeBytes: UInt64? {
    var status = statvfs()
    guard statvfs(directory, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  /// What other users may read of it: the directory itself, or names in it.
  var readableByOthers: [String] {
    func isWide(_ path: String) -> Bool {
      FileLook(path: path).map { $0.permissions & 0o077 != 0 } ?? false
    }
    // Nobody gets to what is in a directory of its owner's.
    guard isWide(directory) else { return [] }
    return [directory] + names.sorted().filter { isWide("\(directory)/\($0)") }
  }

  /// The kind of network file system that it is on; nil on a local disk (`linux/magic.h`).
  var networkFileSystem: String? {
    var status = statfs()
    guard statfs(directory, &status) == 0 else { return nil }
    return LedgerFiles.networks[UInt32(truncatingIfNeeded: status.f_type)]
  }

  private static let networks: [UInt32: String] = [
    0x6969: "NFS", 0x517b: "SMB", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB", 0x00c3_6400: "Ceph",
    0x0102_1997: "9P", 0x5346_414f: "AFS", 0x0bd0_0bd0: "Lustre",
  ]

  private static func isIndex(_ name: String) -> Bool {
    name.hasPrefix("index-") && name.hasSuffix(".mdb")
  }

  private func bytes(_ isWanted: (String) -> Bool) -> UInt64 {
    names.filter(isWanted).reduce(0) { sum, name in
      sum + (FileLook(path: "\(directory)/\(name)")?.allocatedBytes ?? 0)
    }
  }

  private var names: [String] { FolderNames.all(in: directory) }
}

/// What a directory holds; nothing where it is none.
enum FolderNames {
  static func all(in directory: String) -> [String] {
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
