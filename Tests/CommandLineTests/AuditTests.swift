import Foundation
import LedgerEngine
import LedgerTesting
import Testing

@Suite("An auditor's bundle")
struct AuditTests {
  /// A bundle of the story's first order, unpacked.
  private struct Unpacked {
    let scene: Scene
    let folder: String

    init(_ scene: Scene, _ archive: String = "1001.tar") throws {
      self.scene = scene
      let answer = try Unpacked.shell("tar xf \(archive) && ls -d audit-*", in: scene.path(""))
      #expect(answer.exitCode == 0, "\(answer)")
      folder = scene.path(String(try #require(answer.output.split(separator: "\n").first)))
    }

    func text(_ name: String) throws -> String {
      try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    /// The commands of README.txt, in their order.
    func commands() throws -> [String] {
      try text("README.txt").components(separatedBy: "```sh\n").dropFirst().map {
        $0.components(separatedBy: "```\n")[0]
      }
    }

    @discardableResult
    func shell(_ command: String) throws -> Scene.Result {
      try Unpacked.shell(command, in: folder)
    }

    static func shell(_ command: String, in folder: String) throws -> Scene.Result {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", command]
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      let tools = Scene.binary.deletingLastPathComponent().path
      process.environment = ["PATH": "\(tools):/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
      let output = Pipe()
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let written = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return Scene.Result(
        output: String(decoding: written, as: UTF8.self), errors: "",
        exitCode: process.terminationStatus)
    }
  }

  private func bundle(_ lines: String...) throws -> Unpacked {
    let scene = try Scene.forReplays()
    for line in lines { try scene.run(line) }
    let answer = try scene.run("audit '#1001' --anew --out 1001.tar")
    #expect(answer.exitCode == 0, "\(answer)")
    return try Unpacked(scene)
  }

  @Test(
    "every command that it shows for sha256sum, openssl, python3 and the program does what it says")
  func commands() throws {
    let unpacked = try bundle(
      "rules activate reading --reason 'reads money too'",
      "join '#1001' '#1002' --reason 'one order, typed twice'")
    let commands = try unpacked.commands()
    // What needs other tools of the sources: `Tools/check-proofs` runs them.
    #expect(commands[7].contains("verify.py") && commands[9].contains("verify-log"))
    let answers = try (commands[...6] + [commands[8]]).map { command in
      (command, try unpacked.shell(command))
    }
    let expected = [
      "all files are whole", "Signature Verified Successfully", "the same", "  -", "is in the log",
      "is as recorded", "These are all items of",
      "Valid. The log orderledger/",
    ]
    #expect(answers.count == expected.count)
    for ((command, answer), words) in zip(answers, expected) {
      #expect(answer.exitCode == 0, "\(command)\n\(answer.output)")
      #expect(answer.output.contains(words), "\(command)\n\(answer.output)")
      #expect(!answer.output.contains("DIFFERS") && !answer.output.contains("NOT"))
      #expect(!answer.output.contains("REFUSED"))
    }
    // Both rulebooks applied, and the operator's join is there.
    #expect(answers[5].1.output.split(separator: "\n").count == 2)
    let page = try unpacked.text("index.html")
    #expect(page.contains("<td data-title=\"what\">join "))
    let later = try unpacked.scene.run("checkpoint --anew")
    #expect(later.exitCode == 0)
    let size = try unpacked.text("checkpoint").split(separator: "\n")[1]
    try unpacked.scene.run("proof consistency \(size) --out since.consistency")
    try unpacked.shell("cp ../since.consistency .")
    let answer = try unpacked.shell(try #require(commands.last))
    #expect(answer.exitCode == 0 && answer.output.hasPrefix("Valid."), "\(answer)")
  }

  @Test("a byte altered in any file of evidence is found by a command that it shows")
  func tampered() throws {
    let unpacked = try bundle()
    let all = try unpacked.commands()
    let commands = all[1...6] + [all[8]]
    let listed = try unpacked.shell(
      "find checkpoint order-proof.json entries rules keys/ledger.vkey -type f")
    var random = SplitMix64(seed: 4_117)
    var tried = 0
    // Headers to read are a copy of those that the fingerprint covers.
    for name in listed.output.split(separator: "\n").sorted() where !name.hasSuffix(".txt") {
      let path = "\(unpacked.folder)/\(name)"
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      // Rules are many files of one kind.
      guard !whole.isEmpty, !name.hasPrefix("rules/") || name.hasSuffix("truth.yaml") else {
        continue
      }
      var altered = whole
      let place = altered.startIndex + Int.random(in: 0..<whole.count, using: &random)
      altered[place] ^= 1 << UInt8.random(in: 0..<7, using: &random)
      // A hexadecimal digit in capitals is the same one.
      if name.hasSuffix(".hex"),
        String(decoding: altered, as: UTF8.self).lowercased().utf8
          .elementsEqual(whole)
      {
        altered[0] ^= 1
      }
      try altered.write(to: URL(fileURLWithPath: path))
      let isFound = try commands.contains { command in
        let answer = try unpacked.shell(command)
        return answer.exitCode != 0 || answer.output.contains("DIFFERS")
          || answer.output.contains("NOT IN THE LOG") || answer.output.contains("REFUSED")
      }
      #expect(isFound, "seed 4117: byte \(place) of \(name)")
      let sums = try unpacked.shell(all[0])
      #expect(sums.exitCode != 0, "\(name)")
      try whole.write(to: URL(fileURLWithPath: path))
      tried += 1
    }
    #expect(tried > 25)
  }

  @Test("bodies are there byte for byte, and the same checkpoint gives the same archive")
  func bytes() throws {
    let unpacked = try bundle()
    let scene = unpacked.scene
    let raw = try scene.run("trace '#1001' --raw").output
    let found = try unpacked.shell("cat entries/*/body | wc -c; ls entries | sort -c; ls entries")
    #expect(found.exitCode == 0)
    for name in found.output.split(separator: "\n").dropFirst() {
      let path = "\(unpacked.folder)/entries/\(name)"
      // Actions are no deliveries, and what came again has no bytes of its own.
      guard UInt64(name) ?? 0 > 1, FileManager.default.fileExists(atPath: path + "/body") else {
        continue
      }
      let headers = try String(contentsOfFile: path + "/headers.txt", encoding: .utf8)
      let body = try String(contentsOfFile: path + "/body", encoding: .utf8)
      #expect(raw.contains(headers + "\n" + body))
    }
    for _ in 0..<2 {
      let piped = try Unpacked.shell(
        "orderledger audit '#1001' | cmp - 1001.tar && stat -c %a 1001.tar", in: scene.path(""))
      #expect(piped.exitCode == 0 && piped.output == "600\n", "\(piped)")
    }
    let listed = try unpacked.shell("tar tvf ../1001.tar | cut -c1-16 | sort -u")
    #expect(listed.output == "-rw-r--r-- 0/0  \n")
  }

  @Test("the page needs nothing from anywhere, and leads only to files that are there")
  func page() throws {
    let unpacked = try bundle()
    let page = try unpacked.text("index.html")
    for foreign in ["<script", "http-equiv=\"refresh", " src=", "@import", "url(", "<link"] {
      #expect(!page.contains(foreign), "\(foreign)")
    }
    let links = page.components(separatedBy: "href=\"").dropFirst().map {
      $0.components(separatedBy: "\"")[0]
    }
    #expect(links.count >= 10)
    for link in links {
      #expect(FileManager.default.fileExists(atPath: "\(unpacked.folder)/\(link)"), "\(link)")
    }
  }

  @Test("an order that the checkpoint does not cover is refused, until one is signed")
  func uncovered() throws {
    let scene = try Scene.forReplays()
    let none = try scene.run("audit '#1001' --out a.tar --json")
    #expect(none.exitCode == 2 && none.output.contains("no_checkpoint"), "\(none)")
    try scene.run("checkpoint")
    #expect(try scene.run("audit '#1001' --out a.tar").exitCode == 0)
    // What bears on the order and came later: an action, then another rulebook.
    for line in ["join '#1001' '#1002' --reason 'one order'", "rules activate revised"] {
      try scene.run(line)
      let later = try scene.run("audit '#1001' --out b.tar --json")
      #expect(later.exitCode == 2 && later.output.contains(#""code":"not_"#), "\(line): \(later)")
      #expect(later.errors.contains("run `orderledger checkpoint"), "\(later)")
      #expect(!FileManager.default.fileExists(atPath: scene.path("b.tar")))
      let anew = try scene.run("audit '#1001' --anew --out a.tar --json")
      #expect(anew.exitCode == 0, "\(anew)")
    }
    let sizes = try scene.run("checkpoint --list --json").output
    try scene.run("audit '#1001' --anew --out a.tar")
    #expect(try scene.run("checkpoint --list --json").output == sizes, "no need, no checkpoint")
    #expect(try scene.run("audit nothing --out b.tar").exitCode == 2)
  }
}

@Suite("Archives")
struct TarArchiveTests {
  @Test("tar reads names of any length, in any letters, and sizes about a block")
  func read() throws {
    let directory = TemporaryDirectory()
    var archive = TarArchive()
    var random = SplitMix64(seed: 77)
    var files: [String: Data] = [:]
    for (number, length) in [1, 99, 100, 101, 150, 240].enumerated() {
      for size in [0, 1, 511, 512, 513, 10_240] {
        let name = "\(number)-\(size)-é" + String(repeating: "x", count: length)
        let path =
          "folder/" + (length > 100 ? "ö/" : "")
          + name.replacingOccurrences(
            of: "é", with: number % 2 == 0 ? "é" : "e")
        let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        files[path] = Data(bytes)
        archive.add(
          TarArchive.File(path: path, modified: Timestamp(seconds: 1_700_000_000), bytes: bytes))
      }
    }
    var written = Data()
    archive.write { written.append(contentsOf: $0) }
    #expect(written.count % 10_240 == 0)
    try written.write(to: URL(fileURLWithPath: directory.path + "/a.tar"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tar", "xf", "a.tar"]
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    for (path, bytes) in files {
      let found = try Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/\(path)"))
      #expect(found == bytes, "\(path)")
      let attributes = try FileManager.default.attributesOfItem(
        atPath: "\(directory.path)/\(path)")
      #expect(attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 1_700_000_000))
    }
  }
}
