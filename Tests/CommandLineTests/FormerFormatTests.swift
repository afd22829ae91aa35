import Foundation
import LedgerTesting
import Testing

/// Ledgers that former versions wrote, small, with what they must answer: see `Tools/make-format-file`.
@Suite("Ledgers of former versions")
struct FormerFormatTests {
  private static let folder = Scene.sources.appendingPathComponent("Fixtures/formats")

  static var names: [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return found.filter { $0 != "ask" }.sorted()
  }

  @Test("open, verify, are built anew to the same digest, and answer as they did", arguments: names)
  func answers(name: String) throws {
    let scene = try Scene()
    let manager = FileManager.default
    try manager.copyItem(atPath: scene.path("formats/\(name)"), toPath: scene.path("ledger"))
    let answers = Self.folder.appendingPathComponent("\(name)/answers")
    try manager.removeItem(atPath: scene.path("ledger/answers"))
    try manager.createDirectory(
      atPath: scene.path("answers"), withIntermediateDirectories: true)
    try ask(scene)
    // Where the fold makes something else of the same log, by design.
    let isRegenerating = ProcessInfo.processInfo.environment["ORDERLEDGER_REGENERATE"] == "1"
    for file in try manager.contentsOfDirectory(atPath: answers.path).sorted() {
      let new = try Data(contentsOf: URL(fileURLWithPath: scene.path("answers/\(file)")))
      let expected = answers.appendingPathComponent(file)
      if isRegenerating {
        try new.write(to: expected)
        continue
      }
      let old = try Data(contentsOf: expected)
      if file.hasSuffix(".json") {
        let (old, new) = (try json(old), try json(new))
        #expect(Self.holds(new, old), "\(name)/\(file): \(new)")
      } else {
        #expect(new == old, "\(name)/\(file)")
      }
    }
    let verified = try json(
      Data(contentsOf: URL(fileURLWithPath: scene.path("answers/verify.json"))))
    #expect((verified as? NSDictionary)?["ok"] as? Bool == true)
  }

  private func ask(_ scene: Scene) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      scene.path("formats/ask"), Scene.binary.path, scene.path("ledger"), scene.path("answers"),
    ]
    process.environment = ["HOME": scene.directory.path, "TMPDIR": scene.directory.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private func json(_ data: Data) throws -> Any {
    try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
  }

  /// Whether an answer says all that the old one said; it may say more.
  private static func holds(_ new: Any, _ old: Any) -> Bool {
    switch (new, old) {
    case (let new as [String: Any], let old as [String: Any]):
      old.allSatisfy { key, value in new[key].map { holds($0, value) } ?? false }
    case (let new as [Any], let old as [Any]):
      new.count == old.count && zip(new, old).allSatisfy { holds($0, $1) }
    case (let new as NSObject, let old as NSObject): new == old
    default: false
    }
  }
}
