internal import LedgerCore
internal import LedgerRules

extension Reading {
  mutating func readReferences(_ references: [ReadShape.Reference], _ scope: Scope) {
    for reference in references {
      if reference.isSingle {
        let found = sight.find(reference.of, scope)
        if !sight.isEmpty(found), let value = sight.text(found) {
          mention(reference, [value], scope)
        }
      } else {
        var values: [String] = []
        sight.each(reference.of, scope) { found in
          if let value = sight.text(found) { values.append(value) }
        }
        if !values.isEmpty { mention(reference, values, scope) }
      }
    }
  }

  private mutating func mention(
    _ reference: ReadShape.Reference, _ values: [String], _ scope: Scope
  ) {
    guard let account = account(of: reference, scope) else { return }
    let space = reference.space(account: account)
    for value in values {
      result.mentions.append(
        Extraction.Mention(
          kind: reference.kind, reference: Reference(space: space, value: value),
          period: reference.period))
    }
  }

  /// A reference in another account than its own would join what does not belong together, so one
  /// whose account is not there is left out.
  private mutating func account(of reference: ReadShape.Reference, _ scope: Scope) -> String? {
    guard let lookup = reference.account else { return account }
    if let account = key(lookup, scope) { return account }
    flaw("note:no_account", reference.place)
    return nil
  }

  /// Some receivers read 64-bit ids as floating point and write them out rounded. Where an item's
  /// own GraphQL id tells so, it is said: the rounded id names nothing, or something else.
  mutating func noteRoundedID(_ item: JSONNode) {
    let document = sight.document
    guard let global = document.member("admin_graphql_api_id", of: item),
      let id = document.member("id", of: item), sight.kind(id) == .number,
      sight.kind(global) == .string
    else { return }
    let differs = sight.withUTF8(id) { id in
      sight.withUTF8(global) { global in
        let digits = global.reversed().prefix { Reading.isDigit($0) }
        return id.allSatisfy { Reading.isDigit($0) } && !digits.isEmpty
          && !id.reversed().elementsEqual(digits)
      }
    }
    if differs { flaw("note:id_rounded", "$.id") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
