import ArgumentParser
import LedgerEngine
import LedgerText

/// In which forms a report is written, and where.
struct ReplayForms: ParsableArguments {
  enum Form: String, EnumerableFlag {
    case markdown, html, csv, ndjson

    static func help(for form: Form) -> ArgumentHelp? {
      switch form {
      case .markdown: "Write a comment for a pull request, of at most 65,000 characters."
      case .html: "Write one self-contained page."
      case .csv: "Write all changed orders as a table (RFC 4180)."
      case .ndjson: "Write all changed orders, a line of JSON each."
      }
    }
  }

  @Flag var form: Form?

  @Option(
    help: ArgumentHelp(
      "Write into this file; may be repeated.",
      discussion: "The form is that of its ending: .txt, .json, .ndjson, .csv, .md or .html.",
      valueName: "file"), completion: .file())
  var out: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show at most so many changed orders; all are counted.",
      discussion: "Default: a few samples; all in JSON. NDJSON and CSV always have all.",
      valueName: "n"))
  var limit: Int?

  /// What is written: one of the flags, or text or JSON.
  private enum Kind: String {
    case text, json, ndjson, csv, markdown, html

    init?(ending: String) {
      switch ending {
      case "txt": self = .text
      case "json": self = .json
      case "ndjson", "jsonl": self = .ndjson
      case "csv": self = .csv
      case "md", "markdown": self = .markdown
      case "html", "htm": self = .html
      default: return nil
      }
    }
  }

  func validate(asJSON: Bool) throws {
    guard limit ?? 0 >= 0 else { throw ValidationError("--limit must be 0 or more") }
    guard !asJSON || form == nil else {
      throw ValidationError("choose one of --json and --\(form?.rawValue ?? "")")
    }
  }

  /// Writes all files, and to standard output what was asked for and is in no file.
  func write(_ made: JudgedReport, asJSON: Bool) throws {
    let asked = asJSON ? Kind.json : form.flatMap { Kind(rawValue: $0.rawValue) } ?? .text
    var written: Set<Kind> = []
    for path in out {
      let kind = ReplayForms.kind(of: path) ?? asked
      try WrittenFile.write(to: path) { sink in write(made, as: kind, style: .plain, to: sink) }
      written.insert(kind)
    }
    guard !written.contains(asked) else { return }
    write(made, as: asked, style: .output) { Terminal.output.write($0) }
  }

  private static func kind(of path: String) -> Kind? {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    return Kind(ending: name[name.index(after: dot)...].lowercased())
  }

  private func write(
    _ made: JudgedReport, as kind: Kind, style: Style, to sink: ([UInt8]) -> Void
  ) {
    switch kind {
    case .text:
      sink(Array(ReplayText(made, limit: limit ?? ReplayText.samplesMax, style: style).text.utf8))
    case .json:
      JSONForm(made.report).write(first: made.members, limit: limit, to: sink)
      sink([UInt8(ascii: "\n")])
    case .ndjson: JSONForm(made.report).writeLines(to: sink)
    case .csv: CSVForm(made.report).write(to: sink)
    case .markdown:
      let form = MarkdownForm(
        made.report, judgement: made.judgement, limit: limit, digest: made.digest)
      sink(Array(form.text.utf8))
    case .html:
      let form = HTMLForm(
        made.report, judgement: made.judgement, limit: limit, digest: made.digest)
      form.write(to: sink)
    }
  }
}
