import Glibc
import LedgerCore
import LedgerStorage

/// Where a backup lies: a folder of numbered files, each of which continues the one before, or files
/// that are named one by one.
struct BackupFolder {
  private static let digits = 6

  static func path(of number: Int, in directory: String) -> String {
    let text = String(number)
    let padding = String(repeating: "0", count: max(0, digits - text.count))
    return "\(directory)/\(padding)\(text)\(BackupFormat.suffix)"
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Numbers of the files, ascending.
  static func numbers(in directory: String) -> [Int] {
    Directory.names(in: directory).compactMap { name -> Int? in
      guard name.hasSuffix(BackupFormat.suffix),
        let number = Int(name.dropLast(BackupFormat.suffix.count)),
        number > 0, path(of: number, in: directory) == "\(directory)/\(name)"
      else { return nil }
      return number
    }.sorted()
  }

  /// The complete files, in their order, each of which continues the one before. Their content is not
  /// read.
  ///
  /// - Parameter paths: one folder, or files.
  static func files(in paths: [String]) throws(LedgerError) -> [BackupFile] {
    var files: [BackupFile] = []
    for path in paths {
      guard isDirectory(path) else {
        files.append(try BackupFile(path: path))
        continue
      }
      for (index, number) in numbers(in: path).enumerated() {
        guard number == index + 1 else {
          throw .backup(.missing(number: index + 1, path: path))
        }
        files.append(try BackupFile(path: BackupFolder.path(of: number, in: path)))
      }
    }
    files.sort { $0.head.number < $1.head.number }
    for (index, file) in files.enumerated() {
      guard file.head.number >= index + 1 else {
        throw .backup(.broken(path: file.path, before: files[index - 1].path))
      }
      guard file.head.number == index + 1 else {
        throw .backup(
          .missing(number: index + 1, path: index == 0 ? file.path : Files.directory(of: file.path))
        )
      }
      if index > 0 { try check(file, follows: files[index - 1]) }
    }
    return files
  }

  private static func check(
    _ file: BackupFile, follows before: BackupFile
  ) throws(LedgerError) {
    guard file.head.ledger == before.head.ledger else {
      throw .backup(
        .otherLedger(path: file.path, found: file.head.ledger, expected: before.head.ledger))
    }
    guard file.head.previous == before.digest, file.head.first == before.summary.next else {
      throw .backup(.broken(path: file.path, before: before.path))
    }
  }
}
