/// Finds the name that was probably meant.
enum Spelling {
  /// The known name closest to `name`, where it is close enough to be a slip of the keyboard: at
  /// most one edit in three letters.
  static func closest(to name: String, among known: [String]) -> String? {
    let limit = max(1, min(3, name.utf8.count / 3))
    var best: (name: String, distance: Int)?
    for candidate in known where abs(candidate.utf8.count - name.utf8.count) <= limit {
      let distance = distance(Array(name.utf8), Array(candidate.utf8))
      if distance <= limit, distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Edits (insert, delete, replace, swap neighbours) from one text to the other: the restricted
  /// Damerau–Levenshtein distance.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
