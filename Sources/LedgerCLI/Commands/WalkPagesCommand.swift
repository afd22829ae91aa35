import ArgumentParser
import LedgerEngine
import LedgerText

/// Looks at the pages of one file. Not shown: `verify` starts it for each file, in a process of its
/// own.
struct WalkPagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: PageCheck.command,
    abstract: "Look at every page of one file, without reading what is on it.",
    shouldDisplay: false)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "Such as ledger/log.mdb.")
  var file: String

  func run() throws {
    let result = try PageCheck.walk(file: file)
    if ledger.json {
      Output.json(result.json)
    } else {
      Output.text(text(result))
    }
    if !result.findings.isEmpty { throw NegativeAnswer() }
  }

  private func text(_ result: PageCheckResult) -> String {
    var text =
      "\(Words.count(Int(clamping: result.pages), "page")) in use, "
      + "\(result.pagesFree) free, \(result.pagesLeftOver) left over.\n"
    for finding in result.findings {
      let page = finding.page.map { "page \($0)" } ?? "the file"
      let place = finding.table.map { "\(page) of \($0)" } ?? page
      text += Wrapping.paragraph("\(finding.found): \(finding.meaning)", label: "  \(place)  ")
    }
    return text + "\(Words.count(result.findings.count, "finding")).\n"
  }
}
