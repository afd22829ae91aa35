import HTTPTypes
import Hummingbird
import LedgerEngine
import LedgerText

/// In which forms a report is handed out.
enum ReportForm: String, CaseIterable {
  case json, ndjson, csv, text, markdown, html

  var fileName: String {
    switch self {
    case .text: "report.txt"
    case .markdown: "report.md"
    case .json, .ndjson, .csv, .html: "report.\(rawValue)"
    }
  }

  static func named(_ file: String) -> ReportForm? { allCases.first { $0.fileName == file } }

  private var type: String {
    switch self {
    case .json: "application/json"
    case .ndjson: "application/x-ndjson"
    case .csv: "text/csv; charset=utf-8"
    case .text: "text/plain; charset=utf-8"
    case .markdown: "text/markdown; charset=utf-8"
    case .html: "text/html; charset=utf-8"
    }
  }

  func response(_ made: JudgedReport) -> Response {
    var headers: HTTPFields = [
      .contentType: type, .eTag: "\"\(made.digest)\"", .cacheControl: "private, no-cache",
      .xContentTypeOptions: "nosniff",
    ]
    if self == .html {
      // A page of its own: it runs nothing, and asks nobody for anything.
      headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
          + "sandbox")
    }
    return Response(status: .ok, headers: headers, body: .bytes(bytes(made)))
  }

  private func bytes(_ made: JudgedReport) -> [UInt8] {
    var bytes: [UInt8] = []
    let take: ([UInt8]) -> Void = { bytes += $0 }
    switch self {
    case .json: JSONForm(made.report).write(first: made.members, limit: nil, to: take)
    case .ndjson: JSONForm(made.report).writeLines(to: take)
    case .csv: CSVForm(made.report).write(to: take)
    case .text:
      let text = ReplayText(made, limit: ReplayText.samplesMax, style: .plain).text
      bytes = Array(text.utf8)
    case .markdown:
      let form = MarkdownForm(
        made.report, judgement: made.judgement, limit: nil, digest: made.digest)
      bytes = Array(form.text.utf8)
    case .html:
      HTMLForm(made.report, judgement: made.judgement, limit: nil, digest: made.digest)
        .write(to: take)
    }
    return bytes
  }
}
