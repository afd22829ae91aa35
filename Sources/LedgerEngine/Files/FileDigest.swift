import Crypto
public import LedgerCore

/// SHA-256 of files, so that an import names its evidence as `sha256sum` does.
public enum FileDigest {
  /// The digest of a file as it lies on disk, compressed or not.
  public static func sha256(path: String) throws(LedgerError) -> Hash256 {
    let file = try FileSource(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var hash = SHA256()
    while true {
      let count = try file.read(into: buffer)
      if count == 0 { return Hash256(bytes: hash.finalize()) }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}

extension FileDigest {
  /// The digest of a stream that has been read whole.
  static func sha256(of bytes: [UInt8]) -> Hash256 {
    Hash256(bytes: SHA256.hash(data: bytes))
  }
}

/// The running SHA-256 of a stream that has no end yet.
struct StreamDigest {
  private var hash = SHA256()

  /// Takes bytes in, and returns the digest of all so far.
  mutating func add(_ bytes: UnsafeRawBufferPointer) -> Hash256 {
    hash.update(bufferPointer: bytes)
    let copy = hash
    return Hash256(bytes: copy.finalize())
  }
}
