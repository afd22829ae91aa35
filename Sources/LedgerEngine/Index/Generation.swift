import Glibc
import LedgerCore
import LedgerIndex
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// The index files of a ledger: `index-1.mdb`, `index-2.mdb` … Each belongs to one activation of a
/// rulebook; the newest that is complete counts.
enum Generation {
  static func path(_ number: Int, in directory: String) -> String {
    "\(directory)/index-\(number).mdb"
  }

  /// Numbers of the index files, newest first.
  static func numbers(in directory: String) -> [Int] {
    Directory.names(in: directory).compactMap { name in
      guard name.hasPrefix("index-"), name.hasSuffix(".mdb") else { return nil }
      return Int(name.dropFirst(6).dropLast(4))
    }.sorted(by: >)
  }

  static func remove(_ number: Int, in directory: String) {
    let path = path(number, in: directory)
    unlink(path)
    unlink(path + "-lock")
  }

  /// What made an index file what it is.
  struct Shape: Sendable, Hashable {
    /// Position of the activation of its rulebook.
    var activation: LogPosition
    /// Position of the last entry that asked for a file of its own: that activation, or a
    /// separation of orders after it.
    var shaped: LogPosition
    /// References that recorded actions have taken out of joining.
    var separated: [Reference]
  }

  private static let shapeKey = "shape"
  private static let separatedKey = "separated"
  private static let foldKey = "fold"
  /// Raised whenever the fold, the grouping or the extraction makes something else of the same log:
  /// an index file of another version is as good as none.
  private static let foldVersion: [UInt8] = [6]

  /// Nil while the file is not complete, or where another version of the fold made it.
  static func shape(of environment: Environment) throws(StorageError) -> Shape? {
    try environment.read { (transaction) throws(StorageError) in
      guard
        let pair = try transaction.withBytes(
          Schema.meta, shapeKey, { Pair<LogPosition, LogPosition>(encoded: $0) }
        ).flatMap({ $0 }), try transaction.get(Schema.meta, foldKey) == foldVersion
      else { return nil }
      let separated = try transaction.get(Schema.meta, separatedKey) ?? []
      return Shape(
        activation: pair.first, shaped: pair.second,
        separated: ControlBody.references(separated))
    }
  }

  /// Declares a file complete.
  static func complete(_ file: WritableEnvironment, _ shape: Shape) throws(StorageError) {
    try file.write { (transaction) throws(StorageError) in
      let pair = Pair(shape.activation, shape.shaped)
      try transaction.put(
        Schema.meta, separatedKey, ControlBody.references(shape.separated, reason: ""))
      try transaction.put(Schema.meta, foldKey, foldVersion)
      try transaction.put(Schema.meta, shapeKey, pair.withEncoded { Array($0) })
    }
  }

  /// The newest complete index file, open for reading.
  static func newest(
    in directory: String
  ) throws(StorageError) -> (number: Int, environment: Environment, shape: Shape)? {
    for number in numbers(in: directory) {
      do {
        let environment = try Environment.open(
          path: path(number, in: directory), schema: IndexSchema.schema)
        if let shape = try shape(of: environment) { return (number, environment, shape) }
      } catch {
        switch error {
        // Removed between the listing and now, by a writer that has a newer one; or made by an
        // earlier version of the program, and as good as none.
        case .missing, .olderFormat: continue
        default: throw error
        }
      }
    }
    return nil
  }
}

/// The little that is asked of a directory.
enum Directory {
  static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
