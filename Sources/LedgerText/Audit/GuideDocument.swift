/// A document for people, written once and shown as text and as a page. Words between backticks are what
/// stands in files and commands.
struct GuideDocument {
  enum Block {
    case heading(String)
    case paragraph(String)
    case list([String])
    /// A step: what is checked, in a few words.
    case step(String)
    /// Lines for a shell that stands in the folder.
    case commands([String])
    case table(GuideTable)
  }

  var title: String
  /// Above and below the title, smaller.
  var above: String
  var lead: String
  var blocks: [Block] = []

  mutating func heading(_ text: String) { blocks.append(.heading(text)) }
  mutating func paragraph(_ text: String) { blocks.append(.paragraph(text)) }
  mutating func list(_ items: [String]) { blocks.append(.list(items)) }
  mutating func commands(_ lines: [String]) { blocks.append(.commands(lines)) }
  mutating func table(_ table: GuideTable) {
    if !table.rows.isEmpty { blocks.append(.table(table)) }
  }

  mutating func step(_ title: String) {
    let count = blocks.count { if case .step = $0 { true } else { false } }
    blocks.append(.step("\(count + 1). \(title)"))
  }
}

struct GuideTable {
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    /// What the page leads to: words and a path.
    var links: [(words: String, path: String)] = []
    /// Digits and names whose letters all count.
    var isCode = false

    init(_ text: String, links: [(words: String, path: String)] = [], isCode: Bool = false) {
      self.text = text
      self.links = links
      self.isCode = isCode
    }

    init(stringLiteral text: String) { self.init(text) }
  }

  /// Empty where the first cell of a row says what the others are.
  var titles: [String] = []
  var rows: [[Cell]] = []
}
