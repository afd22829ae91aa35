import Foundation
import Testing

/// A replay cannot send, write or call out, since what it is made of can not: a module that is imported
/// nowhere is not within reach (`MemberImportVisibility` holds for members, Swift itself for the rest).
@Suite("Replay: what it is made of")
struct ReplayImportsTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Modules that only read: of the ledger's, and to hash.
  private static let reading: Set = [
    "Crypto", "LedgerChannels", "LedgerCore", "LedgerFold", "LedgerReplay", "LedgerRules",
    "LedgerStorage",
  ]
  /// The log and the index have readers and writers: of those, the engine's part names readers alone.
  private static let both: Set = ["LedgerIndex", "LedgerLog"]
  /// Bodies that are read otherwise make an index of their own, in the temporary directory.
  private static let writing: [String: Set<String>] = [
    "Shadow.swift": ["LedgerStorageWriting"], "ShadowFile.swift": ["LedgerStorageWriting"],
    "ShadowPlace.swift": ["Glibc", "LedgerStorageWriting"],
  ]

  private func sources(in directory: String) throws -> [(path: String, text: String)] {
    let folder = Self.root.appendingPathComponent(directory)
    let names = try #require(FileManager.default.enumerator(atPath: folder.path))
    return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { name in
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      return ("\(directory)/\(name)", text)
    }
  }

  private func imports(_ text: String) -> Set<String> {
    let words = text.split(separator: "\n").map { $0.split(separator: " ") }
    return Set(
      words.compactMap { words in
        guard let sign = words.firstIndex(of: "import"), !words[0].hasPrefix("//") else {
          return nil
        }
        // `import struct Foundation.Data` imports all of it.
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
        return words[(sign + 1)...].first { !kinds.contains($0) }
          .flatMap { $0.split(separator: ".").first.map(String.init) }
      })
  }

  @Test("its modules import neither what writes nor the system's calls")
  func modules() throws {
    for directory in ["Sources/LedgerReplay", "Sources/LedgerFold"] {
      let sources = try sources(in: directory)
      #expect(sources.count > 10, "\(directory)")
      for (path, text) in sources {
        #expect(imports(text).subtracting(Self.reading) == [], "\(path)")
      }
    }
  }

  @Test("the engine's part writes nothing but an index in the temporary directory")
  func engine() throws {
    let sources = try sources(in: "Sources/LedgerEngine/Replaying")
    #expect(sources.count > 10)
    for (path, text) in sources {
      let others = imports(text).subtracting(Self.reading).subtracting(Self.both)
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      #expect(others == (Self.writing[name] ?? []), "\(path)")
      for writer in ["LogWriter", "GroupCommitter", "writing?.", "writing!."] {
        #expect(!text.contains(writer), "\(path): \(writer)")
      }
    }
    let text = try #require(sources.first { $0.path.hasSuffix("/ShadowPlace.swift") }).text
    #expect(text.contains("TMPDIR") && text.contains("mkdtemp"))
  }

  @Test("no target that writes is a dependency of theirs")
  func package() throws {
    let text = try String(
      contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    for name in ["LedgerReplay", "LedgerFold", "LedgerRules", "LedgerChannels", "LedgerStorage"] {
      let start = try #require(
        text.range(of: "layer(\"\(name)\"") ?? text.range(of: "\"\(name)\",\n"))
      let list = text[start.upperBound...]
      let open = try #require(list.firstIndex(of: "["))
      let close = try #require(list[open...].firstIndex(of: "]"))
      let names = list[open..<close].split(separator: "\"").filter { $0.hasPrefix("Ledger") }
      #expect(!names.isEmpty, "\(name)")
      #expect(Set(names.map(String.init)).isSubset(of: Self.reading), "\(name): \(names)")
    }
  }

  @Test("nothing of the ledger but its server knows the network")
  func network() throws {
    // What makes deliveries for tests may call a program to unpack them.
    let sources = try sources(in: "Sources").filter {
      !$0.path.hasPrefix("Sources/simulate/") && !$0.path.hasPrefix("Sources/LedgerTesting/")
        && !$0.path.hasPrefix("Sources/LedgerServer/")
    }
    #expect(sources.count > 300)
    let networks: Set = [
      "FoundationNetworking", "Network", "NIO", "NIOCore", "NIOPosix", "NIOSSL", "Hummingbird",
      "HummingbirdCore", "HummingbirdTLS", "AsyncHTTPClient", "NIOHTTP1",
    ]
    for (path, text) in sources {
      let known = imports(text).intersection(networks)
      #expect(known == [], "\(path)")
      let words = Set(
        Array(text.utf8).split { !Self.isWord($0) }.map { String(decoding: $0, as: UTF8.self) })
      // `verify` has the program itself look at the pages of files in a child process, and an operator
      // may have a command print the master key.
      let allowed: Set =
        path.hasSuffix("Checking/ChildProcess.swift")
        ? ["posix_spawn"] : path.hasSuffix("Options/MasterKeyPlace.swift") ? ["popen"] : []
      #expect(words.intersection(Self.calls).subtracting(allowed) == [], "\(path)")
    }
  }

  private static let calls: Set<String> = [
    "socket", "getaddrinfo", "URLSession", "posix_spawn", "popen", "execve", "Process", "dlopen",
  ]

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }
}
