/// A guide as one page that needs nothing else: no script, no font, nothing from another place.
struct GuidePage {
  let document: GuideDocument

  var html: String {
    var html = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(GuidePage.escaped(document.title))</title>
      <style>
      \(GuideStyle.text)
      </style>
      </head>
      <body>
      <main>
      <header>
      <p class="above">\(GuidePage.inline(document.above))</p>
      <h1>\(GuidePage.escaped(document.title))</h1>
      <p class="lead">\(GuidePage.inline(document.lead))</p>
      </header>

      """
    for block in document.blocks { html += GuidePage.html(of: block) + "\n" }
    return html + "</main>\n</body>\n</html>\n"
  }

  private static func html(of block: GuideDocument.Block) -> String {
    switch block {
    case .heading(let words): "<h2>\(escaped(words))</h2>"
    case .paragraph(let words): "<p>\(inline(words))</p>"
    case .list(let items):
      "<ul>\n" + items.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>"
    case .step(let words): "<h3>\(escaped(words))</h3>"
    case .commands(let lines): "<pre>\(escaped(lines.joined(separator: "\n")))</pre>"
    case .table(let table): html(of: table)
    }
  }

  private static func html(of table: GuideTable) -> String {
    let isFacts = table.titles.isEmpty
    var html = "<table class=\"\(isFacts ? "facts" : "rows")\">\n"
    if !isFacts {
      html +=
        "<thead><tr>" + table.titles.map { "<th>\(escaped($0))</th>" }.joined()
        + "</tr></thead>\n"
    }
    html += "<tbody>\n"
    for row in table.rows {
      html += "<tr>"
      for (column, cell) in row.enumerated() {
        // A narrow screen has the titles beside the cells.
        let label = isFacts ? "" : " data-title=\"\(escaped(table.titles[column]))\""
        let tag = isFacts && column == 0 ? "th" : "td"
        html += "<\(tag)\(label)>\(Self.html(of: cell))</\(tag)>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody>\n</table>"
  }

  private static func html(of cell: GuideTable.Cell) -> String {
    let text = cell.isCode ? "<code>\(escaped(cell.text))</code>" : inline(cell.text)
    guard !cell.links.isEmpty else { return text }
    let links = cell.links.map { link in
      "<a href=\"\(escaped(encoded(link.path)))\">\(escaped(link.words))</a>"
    }
    return "\(text) <span class=\"links\">\(links.joined(separator: " "))</span>"
  }

  /// What stands between backticks is code.
  private static func inline(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      index.isMultiple(of: 2) ? escaped(String(part)) : "<code>\(escaped(String(part)))</code>"
    }.joined()
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// A path as a part of an address (RFC 3986, section 2.3), `/` as it is.
  private static func encoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        encoded.append(byte)
      default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
