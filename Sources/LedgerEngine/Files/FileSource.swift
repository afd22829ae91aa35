import Glibc
public import LedgerChannels

/// The bytes of a file, or of standard input, as they are: not decompressed.
public final class FileSource: ByteSource {
  /// The path that stands for standard input.
  public static let standardInput = "-"

  public let path: String
  /// Bytes handed out so far.
  public private(set) var byteCount: UInt64 = 0
  private let descriptor: Int32

  public init(path: String) throws(LedgerError) {
    self.path = path
    guard path != FileSource.standardInput else {
      descriptor = STDIN_FILENO
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(LedgerError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .file(path: path, errno: errno) }
      byteCount += UInt64(count)
      return count
    }
  }
}
