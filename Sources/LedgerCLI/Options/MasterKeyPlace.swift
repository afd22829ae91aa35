import LedgerEngine

#if canImport(Glibc)
  import Glibc
#endif

/// Where the master key of encrypted ledgers is: a file, the environment, or what a command prints.
struct MasterKeyPlace {
  /// Given on the command line.
  var file: String?

  private static let bytesMax = 4_096

  var source: MasterKeySource {
    let file = file
    return { () throws(LogError) in
      if let file { return try MasterKeyPlace.key(inFile: file) }
      if let text = set("ORDERLEDGER_MASTER_KEY") {
        return try MasterKeyPlace.key(text, "ORDERLEDGER_MASTER_KEY")
      }
      if let path = set("ORDERLEDGER_MASTER_KEY_FILE") {
        return try MasterKeyPlace.key(inFile: path)
      }
      if let command = set("ORDERLEDGER_MASTER_KEY_COMMAND") {
        return try MasterKeyPlace.key(printedBy: command)
      }
      return nil
    }
  }

  /// Writes a new key to a file for its owner alone, where there is no such file. When this returns it
  /// is on disk: what is put under it could not be read without it.
  static func make(at path: String, random: [UInt8]) throws {
    guard access(path, F_OK) != 0, let key = MasterKey(bytes: random) else {
      // Perhaps of an attempt that was cut short.
      return try WrittenFile.makeDurable(path)
    }
    try WrittenFile.write(to: path, mode: 0o600, isDurable: true) { sink throws(LedgerError) in
      sink(Array((key.text + "\n").utf8))
    }
  }

  static func key(inFile path: String) throws(LogError) -> MasterKey {
    let bytes: [UInt8]
    do throws(LedgerError) {
      bytes = try SmallFile.bytes(of: path, limit: bytesMax)
    } catch {
      throw .keys(.master("\(error)"))
    }
    return try key(String(decoding: bytes, as: UTF8.self), path)
  }

  private static func key(_ text: String, _ place: String) throws(LogError) -> MasterKey {
    guard let key = MasterKey(text) else {
      throw .keys(.master("\(place) does not hold 64 hexadecimal digits"))
    }
    return key
  }

  private static func key(printedBy command: String) throws(LogError) -> MasterKey {
    let place = "the command of ORDERLEDGER_MASTER_KEY_COMMAND"
    guard let pipe = popen(command, "r") else { throw .keys(.master("\(place) cannot be run")) }
    var buffer = [UInt8](repeating: 0, count: bytesMax)
    let count = fread(&buffer, 1, buffer.count, pipe)
    let status = pclose(pipe)
    guard status == 0 else { throw .keys(.master("\(place) failed")) }
    return try key(String(decoding: buffer[..<count], as: UTF8.self), place)
  }
}

/// A variable that is there and not empty.
private func set(_ name: String) -> String? {
  environmentText(name).flatMap { $0.isEmpty ? nil : $0 }
}
