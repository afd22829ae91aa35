/// Where something stands in a file, from 1.
package struct Place: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The file as a whole.
  package static let file = Place(line: 0, column: 0)
}
