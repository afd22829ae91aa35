import LedgerTesting

/// A way in which what a table says is altered while its pages stay sound.
struct RowDamage: CustomStringConvertible {
  var table: String
  var kind: String
  var removing: [RawFile.Row]
  var adding: [RawFile.Row]

  var description: String { "\(table): \(kind)" }

  /// - Parameters:
  ///   - rows: all of the table, in their order.
  ///   - bytesMax: bits are flipped in so many bytes of a row.
  static func all(
    of table: String, _ rows: [RawFile.Row], rowsMax: Int, bytesMax: Int,
    _ random: inout SplitMix64
  ) -> [RowDamage] {
    guard let first = rows.first, let last = rows.last else { return [] }
    let keys = Set(rows)
    var damages: [RowDamage] = []
    func add(_ kind: String, _ removing: [RawFile.Row], _ adding: [RawFile.Row]) {
      guard Set(removing) != Set(adding),
        adding.allSatisfy({ !keys.contains($0) || removing.contains($0) })
      else { return }
      damages.append(RowDamage(table: table, kind: kind, removing: removing, adding: adding))
    }
    var chosen = [first, last]
    while chosen.count < min(rowsMax, rows.count), let row = rows.randomElement(using: &random) {
      if !chosen.contains(row) { chosen.append(row) }
    }
    for row in chosen {
      for offset in offsets(in: row.key.count, bytesMax, &random) {
        var altered = row
        altered.key[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        if rows.contains(where: { $0.key == altered.key }) { continue }
        add("bit of byte \(offset) of key \(row.key)", [row], [altered])
      }
      for offset in offsets(in: row.value.count, bytesMax, &random) {
        var altered = row
        altered.value[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        add("bit of byte \(offset) of the value of \(row.key)", [row], [altered])
      }
      add("row \(row.key) removed", [row], [])
      var copy = row
      copy.key[copy.key.count - 1] &+= 1
      if !rows.contains(where: { $0.key == copy.key }) {
        add("row \(row.key) once more as \(copy.key)", [], [copy])
      }
    }
    if let other = rows.first(where: { $0.value != first.value && $0.key != first.key }) {
      add(
        "rows \(first.key) and \(other.key) swapped", [first, other],
        [
          RawFile.Row(key: first.key, value: other.value),
          RawFile.Row(key: other.key, value: first.value),
        ])
    }
    var made = last
    for offset in made.key.indices { made.key[offset] = UInt8.random(in: 0...255, using: &random) }
    add("row \(made.key) added", [], [made])
    return damages
  }

  private static func offsets(in count: Int, _ max: Int, _ random: inout SplitMix64) -> [Int] {
    guard count > max else { return Array(0..<count) }
    return Array(Set((0..<max).map { _ in Int.random(in: 0..<count, using: &random) })).sorted()
  }
}
