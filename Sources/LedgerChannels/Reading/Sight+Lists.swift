internal import LedgerCore

extension Sight {
  /// Calls `body` with every value that is not empty.
  func each(_ lookup: Lookup, _ scope: Scope, _ body: (Found) -> Void) {
    let entry = table.entries[Int(lookup.index)]
    switch entry.kind {
    case .path, .each, .query:
      eachNode(entry, scope, scope.part) { node in
        let found = found(node)
        if !isEmpty(found) { body(found) }
      }
    case .choice:
      for member in Int(entry.first)..<Int(entry.first + entry.count) {
        var isAny = false
        each(table.members[member], scope) { found in
          isAny = true
          body(found)
        }
        if isAny { return }
      }
    case .changed:
      each(Lookup(index: entry.first), scope) { found in
        let found = changed(Int(entry.second), found)
        if !isEmpty(found) { body(found) }
      }
    case .split:
      each(Lookup(index: entry.first), scope) { found in
        for piece in pieces(of: found, Array(table.texts[Int(entry.second)].utf8))
        where !piece.isEmpty {
          body(.text(piece))
        }
      }
    default:
      let found = find(lookup, scope)
      if !isEmpty(found) { body(found) }
    }
  }

  func pieces(of found: Found, _ separator: [UInt8]) -> [String] {
    guard !separator.isEmpty else { return text(found).map { [$0] } ?? [] }
    return withUTF8(found) { text in
      var pieces: [String] = []
      var rest = text[...]
      while let place = Sight.place(of: separator, in: UnsafeBufferPointer(rebasing: rest)) {
        let end = rest.startIndex + place
        pieces.append(Sight.trimmed(rest[..<end]))
        rest = rest[(end + separator.count)...]
      }
      return pieces + [Sight.trimmed(rest)]
    }
  }
}
