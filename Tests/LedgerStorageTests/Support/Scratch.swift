import Glibc
import LedgerStorage
import LedgerStorageWriting

/// A directory that goes when the test ends.
final class Scratch: Sendable {
  let directory: String

  init(in parent: String = "/tmp") {
    var template = Array("\(parent)/ledger-storage-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no scratch directory in \(parent)")
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for name in names { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }

  var names: [String] {
    guard let listing = opendir(directory) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  var path: String { "\(directory)/test.mdb" }

  func permissions(of name: String = "") -> mode_t {
    var status = stat()
    stat(name.isEmpty ? directory : "\(directory)/\(name)", &status)
    return status.st_mode & 0o777
  }

  func writeFile(_ name: String, _ bytes: [UInt8]) {
    let descriptor = open("\(directory)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }
}

/// The tables that most tests use. `Tools` written in C know them by their names.
enum Sample {
  static let numbers = Table<UInt64, [UInt8]>("numbers")
  static let words = Table<String, String>("words")
  static let log = Table<UInt64, [UInt8]>("log", .appendOnly)
  static let tags = Table<UInt64, String>("tags", .duplicates)
  static let spine = Table<UInt64, Pair<UInt64, Filler>>("spine", .fixedDuplicates)

  static let schema = Schema(
    purpose: "test", version: 3, oldestVersion: 2, tables: [numbers, words, log, tags, spine])

  /// Small enough for many at a time in one process.
  static let options = EnvironmentOptions(mapBytes: 1 << 30, readersMax: 64)

  static func create(
    _ scratch: Scratch, schema: Schema = schema, options: EnvironmentOptions = options
  ) throws(StorageError) -> WritableEnvironment {
    try WritableEnvironment.create(
      path: scratch.path, schema: schema,
      lock: try WriterLock.acquire(directory: scratch.directory), options: options)
  }

  /// For a process that has only the name of the directory.
  static func create(in directory: String) throws(StorageError) -> WritableEnvironment {
    try WritableEnvironment.create(
      path: "\(directory)/\(UInt32.random(in: 0...(.max))).mdb", schema: schema,
      lock: try WriterLock.acquire(directory: directory), options: options)
  }

  static func open(
    _ scratch: Scratch, schema: Schema = schema, options: EnvironmentOptions = options
  ) throws(StorageError) -> WritableEnvironment {
    try WritableEnvironment.open(
      path: scratch.path, schema: schema,
      lock: try WriterLock.acquire(directory: scratch.directory), options: options)
  }

  static func read(
    _ scratch: Scratch, schema: Schema = schema, options: EnvironmentOptions = options
  ) throws(StorageError) -> Environment {
    try Environment.open(path: scratch.path, schema: schema, options: options)
  }
}

/// 56 bytes, so that a number and this make the 64 bytes of a spine entry.
struct Filler: TableValue, Hashable {
  var byte: UInt8

  static var fixedSize: Int? { 56 }
  var encodedSize: Int { 56 }
  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    for index in 0..<56 { bytes[index] = byte }
  }
  init(_ byte: UInt8) { self.byte = byte }
  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 56 else { return nil }
    byte = bytes[0]
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  /// `LEDGER_SEED` where it is set, else a new one, printed so that a failure can be repeated.
  static func seed(_ test: String = #function) -> UInt64 {
    let given = getenv("LEDGER_SEED").flatMap { UInt64(String(cString: $0)) }
    let seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
    print("\(test): LEDGER_SEED=\(seed)")
    return seed
  }
}
