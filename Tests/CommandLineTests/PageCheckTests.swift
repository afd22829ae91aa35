import Foundation
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Looking at the pages of a ledger's files")
struct PageCheckTests {
  private func findings(ofFile path: String) throws -> [PageFinding] {
    try PageCheck.findings(ofFile: path, program: Scene.binary.path)
  }

  /// What comes of a program that does something else than what it is asked for.
  private func findings(ofScript text: String) throws -> [PageFinding] {
    let scene = try Scene()
    try scene.write("#!/bin/sh\n\(text)\n", to: "script", mode: 0o700)
    var result = Result { try PageCheck.findings(ofFile: "any", program: scene.path("script")) }
    // A process that another test has just started may still hold the file open.
    while case .failure(let error) = result, "\(error)".contains("Text file busy") {
      usleep(1_000)
      result = Result { try PageCheck.findings(ofFile: "any", program: scene.path("script")) }
    }
    return try result.get()
  }

  @Test("the files of a ledger are sound, and stay so")
  func sound() throws {
    let scene = try Scene.forReplays()
    let files = PageCheck.files(inLedger: scene.path("ledger"))
    #expect(files.map { $0.split(separator: "/").last } == ["log.mdb", "index-1.mdb"])
    for file in files {
      let result = try PageCheck.result(ofFile: file, program: Scene.binary.path)
      #expect(result.findings == [])
      #expect(result.pages > 3)
      #expect(result.pagesLeftOver == 0)
    }
    let answer = try scene.run("walk-pages ledger/log.mdb")
    #expect(answer.exitCode == 0)
    #expect(answer.output.hasSuffix("0 findings.\n"))
    #expect(try scene.run("verify").exitCode == 0)
  }

  @Test("nobody but the program itself asks for it")
  func hidden() throws {
    let help = try Scene().run("help")
    #expect(help.output.contains("verify"))
    #expect(!help.output.contains("walk-pages"))
  }

  @Test("a damaged page is told with its number, its table and what it means")
  func damaged() throws {
    let scene = try Scene.forReplays()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: scene.path("ledger/log.mdb")))
    func number(at offset: UInt64) throws -> UInt64 {
      try file.seek(toOffset: offset)
      return try #require(try file.read(upToCount: 8)).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    // The later header says where the list of tables begins.
    let header: UInt64 = try number(at: 144) > number(at: 4_096 + 144) ? 0 : 4_096
    let root = try number(at: header + 128)
    try file.seek(toOffset: root * 4_096)
    try file.write(contentsOf: Data([9, 9]))
    try file.close()
    let found = try findings(ofFile: scene.path("ledger/log.mdb"))
    let finding = try #require(found.first)
    #expect(finding.page == root)
    #expect(finding.code == "misplaced")
    #expect(finding.found == "the page calls itself 2313")
    #expect(finding.meaning.hasPrefix("rows of table (tables)"))
    let answer = try scene.run("walk-pages ledger/log.mdb --json")
    #expect(answer.exitCode == 1)
    #expect(answer.output.contains(#""code":"misplaced""#))
    #expect(try findings(ofFile: scene.path("ledger/index-1.mdb")) == [])
  }

  @Test("a child that crashes, or is cut off from the file, is a finding")
  func crash() throws {
    let killed = try findings(ofScript: "kill -SEGV $$")
    #expect(killed.map(\.code) == ["walk_ended"])
    #expect(killed.first?.found.contains("signal 11") == true)
    let cut = try findings(ofScript: "exit 74")
    #expect(cut.map(\.code) == ["walk_ended"])
  }

  @Test(
    "an answer that is none is an error and not a sound file",
    arguments: [
      "true", "echo '{}'", "echo '{\"findings\":[],\"pages\":1'", "exit 3", "echo; exit 2",
    ])
  func noAnswer(text: String) throws {
    #expect {
      try findings(ofScript: text)
    } throws: { error in
      guard case .pageCheck = error as? LedgerError else { return false }
      return true
    }
  }

  @Test("a file that is not there, and a program that does not start, are said so")
  func missing() throws {
    let scene = try Scene()
    #expect {
      try findings(ofFile: scene.path("nothing.mdb"))
    } throws: { "\($0)".contains("nothing.mdb does not exist") }
    #expect {
      try PageCheck.findings(ofFile: "any", program: scene.path("nothing"))
    } throws: { error in
      guard case .file = error as? LedgerError else { return false }
      return true
    }
  }

  @Test("a ledger is looked at while another process writes to it")
  func besideWriter() throws {
    let history = try StoredHistory(
      of: .eventful(orders: 60), rulebook: try ShippedRulebook.retail())
    let copy = try history.copy()
    let stop = Latch()
    let done = Latch()
    RealThread.start {
      var number = 0
      while !stop.isRaised {
        number += 1
        _ = try? copy.ledger.take("{\"number\": \(number)}", channel: "shopify", kind: "shopify")
        if number % 200 == 0 { try? copy.ledger.close() }
      }
      done.raise()
    }
    let files = PageCheck.files(inLedger: copy.directory.path + "/ledger")
    var transactions: Set<UInt64> = []
    for _ in 0..<12 {
      for file in files {
        let result = try PageCheck.result(ofFile: file, program: Scene.binary.path)
        #expect(result.findings == [])
        if file == files[0], let number = result.transaction { transactions.insert(number) }
      }
    }
    stop.raise()
    while !done.isRaised { RealThread.pause() }
    // The writer went on meanwhile.
    #expect(transactions.count > 1)
  }
}
