import Foundation
import LedgerTesting
import Testing

@Suite("What the command line does with a damaged ledger")
struct DamageWordsTests {
  @Test("reading goes on with a warning, writing is refused, verify tells")
  func altered() throws {
    let scene = try Scene.forReplays()
    try scene.run("checkpoint")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: scene.path("ledger/checkpoints")).first)
    let file = scene.path("ledger/checkpoints/\(name)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    var lines = text.components(separatedBy: "\n")
    lines[2] = "AAAA" + lines[2].dropFirst(4)
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
    let status = try scene.run("status --json")
    #expect(status.exitCode == 0, "\(status)")
    #expect(status.errors.hasPrefix("warning: ledger is damaged and can only be read: the first "))
    #expect(status.output.hasPrefix("{\"as_of\""))
    let ingest = try scene.run("ingest --channel auto story.ndjson --json")
    #expect(ingest.exitCode == 2 && ingest.output.contains("ledger_damaged"), "\(ingest)")
    let verify = try scene.run("verify --json")
    #expect(verify.exitCode == 1 && verify.output.contains(#""kind":"checkpoint""#), "\(verify)")
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    #expect(try scene.run("status").errors.isEmpty)
  }

  @Test("a page that the disk does not give back is named by the walk")
  func disk() throws {
    let scene = try Scene.forReplays()
    try scene.write(
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <stdlib.h>
      #include <sys/types.h>
      static ssize_t shim(const char *name, int f, void *b, size_t n, off_t at) {
        ssize_t (*next)(int, void *, size_t, off_t) = dlsym(RTLD_NEXT, name);
        const char *bad = getenv("BAD_PAGE");
        if (bad && at / 4096 == atol(bad)) { errno = EIO; return -1; }
        return next(f, b, n, at);
      }
      ssize_t pread(int f, void *b, size_t n, off_t at) { return shim("pread", f, b, n, at); }
      ssize_t pread64(int f, void *b, size_t n, off_t at) { return shim("pread64", f, b, n, at); }
      """, to: "shim.c")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-o", scene.path("shim.so"), scene.path("shim.c"), "-ldl",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    #expect(compiler.terminationStatus == 0)
    // Headers stand on the first two pages, and what is used on the last ones.
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: scene.path("ledger/log.mdb"))[.size] as? Int)
    var found = 0
    for page in 2..<size / 4_096 {
      let answer = try scene.run(
        "walk-pages ledger/log.mdb --json",
        environment: ["LD_PRELOAD": scene.path("shim.so"), "BAD_PAGE": "\(page)"])
      guard answer.exitCode == 1 else { continue }
      #expect(answer.output.contains(#""code":"unreadable""#), "\(page): \(answer)")
      #expect(answer.output.contains(#""page":\#(page),"#), "\(page): \(answer)")
      #expect(answer.output.contains("error 5 of the system"), "\(page): \(answer)")
      found += 1
      if found == 3 { break }
    }
    #expect(found == 3, "pages in use are looked at")
  }
}
