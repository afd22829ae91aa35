internal import LedgerCore
internal import LedgerRules

extension Reading {
  /// Tags of values in a signature's bytes (`Signature`).
  private enum Tag {
    static let absent: UInt8 = 0
    static let null: UInt8 = 1
    static let overflow: UInt8 = 2
    static let text: UInt8 = 3
  }

  mutating func append(_ fact: ReadShape.Fact, _ scope: Scope) {
    switch fact {
    case .category(let lookup): append(sight.find(lookup, scope))
    case .exists(let lookup): append(sight.exists(lookup, scope))
    case .zero(let lookup):
      append(compare(sight.find(lookup, scope), .text("0")).map { $0 == 0 })
    case .compare(let left, let comparison, let right):
      append(
        compare(sight.find(left, scope), sight.find(right, scope)).map { order in
          switch comparison {
          case .equal: order == 0
          case .different: order != 0
          case .less: order < 0
          case .greater: order > 0
          }
        })
    }
  }

  private mutating func append(_ found: Found) {
    switch found {
    case .nothing: result.signatures.append(Tag.absent)
    case .null: result.signatures.append(Tag.null)
    case .node(let node): sight.withUTF8(node) { append($0) }
    case .text(var text): text.withUTF8 { append($0) }
    }
  }

  private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.count <= 255 else {
      result.signatures.append(Tag.overflow)
      return
    }
    result.signatures.append(Tag.text)
    result.signatures.append(UInt8(text.count))
    result.signatures.append(contentsOf: text)
  }

  private static let yes = [Tag.text, 4] + Array("true".utf8)
  private static let no = [Tag.text, 5] + Array("false".utf8)

  private mutating func append(_ answer: Bool?) {
    guard let answer else {
      result.signatures.append(Tag.absent)
      return
    }
    result.signatures.append(contentsOf: answer ? Reading.yes : Reading.no)
  }

  /// Nil where one of the two is no number.
  private func compare(_ left: Found, _ right: Found) -> Int? {
    guard left.isValue, right.isValue else { return nil }
    return sight.withUTF8(left) { left in
      sight.withUTF8(right) { right in DecimalText.compare(left, right) }
    }
  }
}
