internal import LedgerCore

extension Sight {
  func find(_ lookup: Lookup, _ scope: Scope) -> Found {
    let entry = table.entries[Int(lookup.index)]
    switch entry.kind {
    case .path, .each, .query: return node(entry, scope, scope.part).map { found($0) } ?? .nothing
    case .header:
      return header(table.texts[Int(entry.first)]).map { .text($0) } ?? .nothing
    case .literal: return .text(table.texts[Int(entry.first)])
    case .type: return scope.type
    case .channel: return .text(channel)
    case .choice: return findFirst(entry, scope)
    case .join: return joined(entry, scope)
    case .changed:
      return changed(Int(entry.second), find(Lookup(index: entry.first), scope))
    case .split: return find(Lookup(index: entry.first), scope)
    case .nothing: return .nothing
    }
  }

  /// The value of a header, whose name is in lower case.
  func header(_ name: String) -> String? {
    document.watch?.note(header: name)
    return HeaderName.value(of: name, in: headers)
  }

  func found(_ node: JSONNode) -> Found {
    switch document.kind(node) {
    case .null: .null
    case .object, .array: .nothing
    case .string, .number, .true, .false: .node(node)
    }
  }

  /// The first value; where there is none, null before nothing.
  func findFirst(_ entry: LookupTable.Entry, _ scope: Scope) -> Found {
    var fallback = Found.nothing
    for member in Int(entry.first)..<Int(entry.first + entry.count) {
      let found = find(table.members[member], scope)
      if found.isValue { return found }
      if case .null = found { fallback = .null }
    }
    return fallback
  }

  func joined(_ entry: LookupTable.Entry, _ scope: Scope) -> Found {
    var joined = ""
    for member in 0..<Int(entry.count) {
      guard let text = text(find(table.members[Int(entry.first) + member], scope)), !text.isEmpty
      else { return .nothing }
      if member > 0 { joined += table.texts[Int(entry.second)] }
      joined += text
    }
    return .text(joined)
  }

  func changed(_ change: Int, _ found: Found) -> Found {
    guard found.isValue else { return found }
    switch table.changes[change] {
    case .after(let prefix):
      return withUTF8(found) { text in
        guard text.starts(with: prefix) else { return .nothing }
        return .text(String(decoding: text.dropFirst(prefix.count), as: UTF8.self))
      }
    case .before(let delimiter):
      return withUTF8(found) { text in
        guard let place = Sight.place(of: delimiter, in: text) else { return found }
        return .text(String(decoding: text[..<place], as: UTF8.self))
      }
    case .capture(let expression):
      return withUTF8(found) { text in
        guard let range = expression.firstGroup(in: text) else { return .nothing }
        return .text(String(decoding: text[range], as: UTF8.self))
      }
    case .alias(let table):
      return text(found).flatMap { table[$0] }.map { .text($0) } ?? found
    case .lowercase:
      let isLower = withUTF8(found) { text in
        text.allSatisfy { $0 < 0x80 && HeaderName.folded($0) == $0 }
      }
      return isLower ? found : text(found).map { .text($0.lowercased()) } ?? .nothing
    }
  }

  // MARK: Whether there is one

  /// Unlike a value, an object or an array exists.
  func exists(_ lookup: Lookup, _ scope: Scope) -> Bool {
    let entry = table.entries[Int(lookup.index)]
    switch entry.kind {
    case .path, .each, .query:
      return node(entry, scope, scope.part).map { document.kind($0) != .null } ?? false
    case .choice:
      return (Int(entry.first)..<Int(entry.first + entry.count)).contains {
        exists(table.members[$0], scope)
      }
    default: return find(lookup, scope).isValue
    }
  }

  /// Is there an object or an array, be it empty?
  func isContainer(_ lookup: Lookup, _ scope: Scope) -> Bool {
    let node = node(table.entries[Int(lookup.index)], scope, scope.part)
    return node.map { document.kind($0) == .array || document.kind($0) == .object } ?? false
  }
}
