import Glibc
import LedgerCore
import LedgerIndex
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// The index files of a ledger: `index-1.mdb`, `index-2.mdb` … Each holds what one rulebook makes
/// of the log. The log says which rulebook is in force, and so which file counts.
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

  static func nextNumber(in directory: String) -> Int { (numbers(in: directory).first ?? 0) + 1 }

  static func remove(_ number: Int, in directory: String) {
    let path = path(number, in: directory)
    unlink(path)
    unlink(path + "-lock")
  }

  /// Removes what was left of files whose making was cut short before they had a name.
  static func removeUnfinished(in directory: String) {
    let suffix = ".mdb" + WritableEnvironment.unfinishedSuffix
    for name in Directory.names(in: directory)
    where name.hasPrefix("index-") && (name.hasSuffix(suffix) || name.hasSuffix(suffix + "-lock")) {
      unlink("\(directory)/\(name)")
    }
  }

  /// What made an index file what it is, beside the log.
  struct Shape: Sendable, Hashable {
    /// Revision of its rulebook.
    var revision: Hash256
    /// References that recorded actions have taken out of joining.
    var separated: [Reference]

    /// Whether the same log comes to the same in both.
    func fits(_ other: Shape) -> Bool {
      revision == other.revision && Set(separated) == Set(other.separated)
    }
  }

  private static let revisionKey = "made_by"
  private static let separatedKey = "separated"
  private static let foldKey = "fold"
  /// Raised whenever the fold, the grouping or the extraction makes something else of the same log:
  /// an index file of another version is as good as none.
  private static let foldVersion: [UInt8] = [7]

  /// A complete file, as it was looked at.
  struct Candidate: Sendable {
    var number: Int
    var shape: Shape
    /// The first position that it does not hold.
    var appliedThrough: LogPosition
  }

  /// Nil while the file is not complete, or where another version of the fold made it.
  static func candidate(
    _ number: Int, _ environment: Environment
  ) throws(StorageError) -> Candidate? {
    try environment.read { (transaction) throws(StorageError) in
      guard let revision = try transaction.get(Schema.meta, revisionKey), revision.count == 32,
        try transaction.get(Schema.meta, foldKey) == foldVersion
      else { return nil }
      let separated = try transaction.get(Schema.meta, separatedKey) ?? []
      return Candidate(
        number: number,
        shape: Shape(
          revision: Hash256(bytes: revision), separated: ControlBody.references(separated)),
        appliedThrough: try LiveIndex.appliedThrough(transaction))
    }
  }

  /// The complete files of a shape: the one first that holds most of the log.
  static func candidates(
    in directory: String, _ shape: Shape
  ) throws(StorageError) -> [Candidate] {
    var found: [Candidate] = []
    for number in numbers(in: directory) {
      do {
        let environment = try Environment.open(
          path: path(number, in: directory), schema: IndexSchema.schema)
        if let candidate = try candidate(number, environment), candidate.shape.fits(shape) {
          found.append(candidate)
        }
      } catch {
        switch error {
        // Removed between the listing and now, by a writer that has a newer one; or made by an
        // earlier version of the program, and as good as none.
        case .missing, .olderFormat: continue
        default: throw error
        }
      }
    }
    return found.sorted {
      ($0.appliedThrough, $0.number) > ($1.appliedThrough, $1.number)
    }
  }

  /// Declares a file complete. It counts once the log says that its rulebook is in force.
  static func complete(_ file: WritableEnvironment, _ shape: Shape) throws(StorageError) {
    try file.write { (transaction) throws(StorageError) in
      try transaction.put(
        Schema.meta, separatedKey, ControlBody.references(shape.separated, reason: ""))
      try transaction.put(Schema.meta, foldKey, foldVersion)
      try transaction.put(Schema.meta, revisionKey, shape.revision.bytes)
    }
  }

  /// Makes a copy of a complete file one that is not.
  static func forget(_ transaction: borrowing WriteTransaction) throws(StorageError) {
    try transaction.delete(Schema.meta, revisionKey)
  }

  /// Removes all files but the one in use and the one that a rollback would go back to.
  static func sweep(
    in directory: String, keeping number: Int, _ recorded: Recorded
  ) throws(StorageError) {
    var kept: Set = [number]
    if let former = recorded.formerShape,
      let candidate = try candidates(in: directory, former).first(where: { $0.number != number })
    {
      kept.insert(candidate.number)
    }
    for other in numbers(in: directory) where !kept.contains(other) {
      remove(other, in: directory)
    }
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
