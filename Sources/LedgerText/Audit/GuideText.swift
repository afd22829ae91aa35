/// A guide as plain text. What a shell is to run stands between fences and begins at the margin, so that
/// it can be taken over as it is.
struct GuideText {
  let document: GuideDocument

  var text: String {
    var text = document.title + "\n" + String(repeating: "=", count: document.title.count) + "\n"
    text += "\n" + Wrapping.paragraph(document.above, label: "")
    text += "\n" + Wrapping.paragraph(document.lead, label: "")
    for block in document.blocks { text += "\n" + GuideText.text(of: block) }
    return text
  }

  private static func text(of block: GuideDocument.Block) -> String {
    switch block {
    case .heading(let words): "\n\(words)\n\(String(repeating: "-", count: words.count))\n"
    case .paragraph(let words): Wrapping.paragraph(words, label: "")
    case .list(let items): items.map { Wrapping.paragraph($0, label: "- ") }.joined()
    case .step(let words): words + "\n"
    case .commands(let lines): "```sh\n" + lines.map { $0 + "\n" }.joined() + "```\n"
    case .table(let table): self.text(of: table)
    }
  }

  private static func text(of table: GuideTable) -> String {
    guard let first = table.rows.first else { return "" }
    let columns = first.indices.map { column in
      TextTable.Column(
        title: table.titles.isEmpty ? "" : table.titles[column],
        wraps: column + 1 == first.count)
    }
    var written = TextTable(columns)
    for row in table.rows { written.add(row.map { TextTable.Cell($0.text) }) }
    let text = written.text(.plain)
    return table.titles.isEmpty ? String(text.drop { $0 != "\n" }.dropFirst()) : text
  }
}
