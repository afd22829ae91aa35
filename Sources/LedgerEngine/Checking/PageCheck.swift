import LedgerCore
import LedgerStorage

/// A bounds-checked look at all pages of a file of a ledger, before the store reads a file that may
/// be damaged: the store ends its process on some of them.
public enum PageCheck {
  /// This program itself.
  public static let ownProgram = "/proc/self/exe"
  /// The command of the program that looks at one file and writes what it found.
  public static let command = "walk-pages"

  /// The files that a ledger cannot be read without: its log, then its index files.
  public static func files(inLedger directory: String) -> [String] {
    [directory + "/log.mdb"]
      + Generation.numbers(in: directory).map { Generation.path($0, in: directory) }
  }

  /// What was found in the files of a ledger.
  public static func findings(
    inLedger directory: String, program: String = ownProgram
  ) throws(LedgerError) -> [Finding] {
    var found: [Finding] = []
    for path in files(inLedger: directory) {
      for finding in try findings(ofFile: path, program: program) {
        let place = finding.page.map { " page \($0)" } ?? ""
        let table = finding.table.map { " of table `\($0)`" } ?? ""
        found.append(
          Finding(
            kind: .page, position: nil, order: nil,
            detail: "\(path)\(place)\(table): \(finding.found); \(finding.meaning)"))
      }
    }
    return found
  }

  /// What was found in a file; nothing where the store can read it to the last row. Others may read
  /// and write the file meanwhile.
  ///
  /// The look is taken by a child process, so that not even a fault in it ends this one.
  ///
  /// - Parameter program: an `orderledger`.
  public static func findings(
    ofFile path: String, program: String = ownProgram
  ) throws(LedgerError) -> [PageFinding] {
    try result(ofFile: path, program: program).findings
  }

  /// The same, with counts.
  public static func result(
    ofFile path: String, program: String = ownProgram
  ) throws(LedgerError) -> PageCheckResult {
    let child = try ChildProcess.run(program, [command, "--json", "--", path])
    switch child.ending {
    case .exited(0), .exited(1):
      if let result = PageCheckResult(child.output) { return result }
      throw .pageCheck(path: path, detail: "the program's answer cannot be read")
    case .exited(lostPagesExitCode):
      return crashed("because the file was cut short meanwhile")
    case .exited(let code):
      throw .pageCheck(
        path: path, detail: message(child.output) ?? "the program ended with exit code \(code)")
    case .killed(let signal):
      return crashed("its process with signal \(signal)")
    }
  }

  /// Looks at a file in this process: what the child does.
  public static func walk(file path: String) throws(LedgerError) -> PageCheckResult {
    try LedgerError.storing { () throws(StorageError) in
      PageCheckResult(try PageWalk.reportBesideWriter(path: path))
    }
  }

  /// How the program ends where a file that it has mapped was cut short.
  public static var lostPagesExitCode: Int32 { 74 }

  private static func crashed(_ what: String) -> PageCheckResult {
    PageCheckResult(pages: 0, pagesFree: 0, pagesLeftOver: 0, findings: [.crashed(what)])
  }

  /// The sentence of a program that could not do what it was asked.
  private static func message(_ output: [UInt8]) -> String? {
    guard let document = try? JSONDocument.parse(output),
      let error = document.member("error", of: document.root),
      let message = document.member("message", of: error)
    else { return nil }
    return document.text(message)
  }
}
