import LedgerEngine

/// Files with public keys (vkeys), one a line.
enum KeyFile {
  private static let bytesMax = 1 << 16

  /// All keys of a file. Empty lines and those that begin with `#` are passed over.
  static func verifiers(at path: String) throws -> [VerifierKey] {
    let text = String(
      decoding: try SmallFile.bytes(of: path, limit: bytesMax), as: UTF8.self)
    return try text.split(separator: "\n").filter { !$0.isEmpty && !$0.hasPrefix("#") }
      .map { try VerifierKey(String($0)) }
  }

  static func verifier(at path: String) throws -> VerifierKey {
    let keys = try verifiers(at: path)
    guard keys.count == 1 else { throw Failure.notOneKey(path: path, count: keys.count) }
    return keys[0]
  }
}
