import LedgerTesting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file to convert; one whose name ends in `.zst` is read through `zstd -dc`.
struct InputFile {
  let path: String

  /// Gives every CSV record to `record`.
  func records(_ record: ([[UInt8]]) throws -> Void) throws {
    let isCompressed = path.hasSuffix(".zst")
    guard access(path, R_OK) == 0 else { throw InputError.cannotRead(path: path, code: errno) }
    let quoted = path.split(separator: "'", omittingEmptySubsequences: false)
    let file =
      isCompressed
      ? popen("exec zstd -dc -- '\(quoted.joined(separator: #"'\''"#))'", "r") : fopen(path, "r")
    guard let file else { throw InputError.cannotRead(path: path, code: errno) }
    var reader = CSVReader()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = fread(buffer.baseAddress, 1, buffer.count, file)
      guard count > 0 else { break }
      try reader.read(UnsafeRawBufferPointer(rebasing: buffer[..<count]), record: record)
    }
    try reader.finish(record: record)
    let status = isCompressed ? pclose(file) : fclose(file)
    guard status == 0 else { throw InputError.unpacking(path: path) }
  }

  /// The file's name without folders and endings.
  var stem: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }
}

enum InputError: Error, CustomStringConvertible {
  case cannotRead(path: String, code: Int32)
  case unpacking(path: String)

  var description: String {
    switch self {
    case .cannotRead(let path, let code): "cannot read \(path): \(String(cString: strerror(code)))"
    case .unpacking(let path): "zstd could not unpack \(path); is zstd installed?"
    }
  }
}
