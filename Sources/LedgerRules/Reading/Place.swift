/// Where something stands in a file, from 1.
struct Place: Hashable, Sendable {
  var line: Int
  var column: Int

  /// The file as a whole.
  static let file = Place(line: 0, column: 0)
}
