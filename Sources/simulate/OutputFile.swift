#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file written from its beginning in large blocks.
final class OutputFile {
  private let path: String
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawPointer
  private var count = 0
  private static let capacity = 1 << 20

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputError.cannotOpen(path: path, code: errno) }
    buffer = .allocate(byteCount: OutputFile.capacity, alignment: 16)
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    if count + bytes.count > OutputFile.capacity { try flush() }
    guard bytes.count <= OutputFile.capacity else { return try writeAll(bytes) }
    guard let start = bytes.baseAddress else { return }
    memcpy(buffer + count, start, bytes.count)
    count += bytes.count
  }

  func flush() throws {
    try writeAll(UnsafeRawBufferPointer(start: buffer, count: count))
    count = 0
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let written = write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw OutputError.cannotWrite(path: path, code: errno) }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }
}

enum OutputError: Error, CustomStringConvertible {
  case cannotOpen(path: String, code: Int32)
  case cannotWrite(path: String, code: Int32)
  case cannotMakeDirectory(path: String, code: Int32)

  var description: String {
    switch self {
    case .cannotOpen(let path, let code):
      "cannot open \(path) for writing: \(String(cString: strerror(code)))"
    case .cannotWrite(let path, let code):
      "cannot write \(path): \(String(cString: strerror(code)))"
    case .cannotMakeDirectory(let path, let code):
      "cannot make the directory \(path): \(String(cString: strerror(code)))"
    }
  }
}

/// Makes a directory and those above it.
func makeDirectory(_ path: String) throws {
  var prefix = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    prefix += part + "/"
    guard mkdir(prefix, 0o755) == 0 || errno == EEXIST else {
      throw OutputError.cannotMakeDirectory(path: prefix, code: errno)
    }
  }
}
