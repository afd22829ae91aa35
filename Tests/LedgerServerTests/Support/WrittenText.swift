import Foundation

/// A small file of a test.
enum WrittenText {
  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Which nobody else may read.
  static func writeSecret(_ text: String, to path: String) throws {
    try write(text, to: path + ".new")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + ".new")
    guard rename(path + ".new", path) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
