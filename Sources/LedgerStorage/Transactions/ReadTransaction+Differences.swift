/// A row that two files do not have alike.
public struct RowDifference: Sendable, Hashable {
  public var table: String
  public var key: [UInt8]
  /// Nil where the first, or the second file does not have it.
  public var first: [UInt8]?
  public var second: [UInt8]?
}

extension ReadTransaction {
  /// Goes through a table in this file and in another, and visits what only one has, or what has
  /// another value in each, in the order of keys.
  ///
  /// - Returns: rows that both have alike.
  @discardableResult
  public borrowing func differences(
    from other: borrowing ReadTransaction, in table: TableDeclaration,
    _ body: (RowDifference) throws(StorageError) -> ScanStep
  ) throws(StorageError) -> Int {
    let first = try Cursor(self, table)
    let second = try Cursor(other, table)
    var (key, value) = (noBytes, noBytes)
    var (otherKey, otherValue) = (noBytes, noBytes)
    var isThere = try first.start(at: nil, &key, &value)
    var isOtherThere = try second.start(at: nil, &otherKey, &otherValue)
    var alike = 0
    while isThere || isOtherThere {
      var side = isThere ? (isOtherThere ? key.order(against: otherKey) : -1) : 1
      var valueSide = 0
      if side == 0 {
        valueSide = value.order(against: otherValue)
        if table.flags.hasDuplicates { side = valueSide }
      }
      if side == 0, valueSide == 0 {
        alike += 1
      } else {
        let difference = RowDifference(
          table: table.name, key: Array(side <= 0 ? key : otherKey),
          first: side <= 0 ? Array(value) : nil, second: side >= 0 ? Array(otherValue) : nil)
        if try body(difference) == .stop { return alike }
      }
      if side <= 0 { isThere = try first.move(.next, &key, &value) }
      if side >= 0 { isOtherThere = try second.move(.next, &otherKey, &otherValue) }
    }
    return alike
  }
}
