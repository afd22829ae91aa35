import LedgerCore
import LedgerTesting

/// A value of a JSON text that can be edited.
private struct Place {
  var range: Range<Int>
  var kind: JSONDocument.Kind
  /// The member's name, where it is one.
  var name: String?

  /// Whether it may name an order or a part of one.
  var isName: Bool {
    guard let name = name?.lowercased(), kind == .string || kind == .number else { return false }
    return ["id", "name", "number", "key", "ref", "tracking", "token", "code"].contains {
      name.hasSuffix($0)
    }
  }
}

extension Mutator {
  /// Edits values of a JSON text where they stand; bytes of any other text.
  mutating func editJSON(_ body: inout [UInt8]) {
    guard let document = try? JSONDocument.parse(body) else { return editBytes(&body) }
    var places: [Place] = []
    Mutator.collect(document, document.root, name: nil, depth: 0, &places)
    var end = body.count
    // The root is edited now and then.
    let first = places.count > 1 && !chance(1, of: 20) ? 1 : 0
    var edits = (0..<(1 + below(3))).map { _ in first + below(places.count - first) }
    if chance(1, of: 4) { edits += sensitive(places) }
    // From the back, so that what stands in front keeps its place.
    for index in Set(edits).sorted(by: { places[$0].range.lowerBound > places[$1].range.lowerBound }
    ) {
      let place = places[index]
      guard place.range.upperBound <= end else { continue }
      edit(&body, place, all: places)
      end = place.range.lowerBound
    }
  }

  /// Some of the values that rules look at most.
  private mutating func sensitive(_ places: [Place]) -> [Int] {
    let wanted = [
      "status", "amount", "price", "total", "currency", "_at", "date", "time", "id", "quantity",
      "created", "updated", "state",
    ]
    let name = pick(wanted)
    let found = places.indices.filter {
      places[$0].name?.lowercased().contains(name) ?? false
    }
    return found.isEmpty ? [] : [pick(found)]
  }

  private static func collect(
    _ document: JSONDocument, _ node: JSONNode, name: String?, depth: Int, _ places: inout [Place]
  ) {
    let kind = document.kind(node)
    places.append(Place(range: document.range(node), kind: kind, name: name))
    guard depth < 40, places.count < 4_000 else { return }
    switch kind {
    case .object:
      for (name, child) in document.members(of: node) {
        collect(document, child, name: name, depth: depth + 1, &places)
      }
    case .array:
      for child in document.children(of: node) {
        collect(document, child, name: nil, depth: depth + 1, &places)
      }
    default: break
    }
  }

  private mutating func edit(_ body: inout [UInt8], _ place: Place, all: [Place]) {
    let old = Array(body[place.range])
    if place.isName, !chance(1, of: 30) {
      // One value for many would make one order of them all, which takes ever longer to fold.
      let other = chance(1, of: 2) ? "\(random.next() >> 1)" : "\"\(random.next())\""
      return body.replaceSubrange(place.range, with: other.utf8)
    }
    switch below(12) {
    case 0...2: body.replaceSubrange(place.range, with: pick(Mutator.scalars).utf8)
    case 3 where place.kind == .string, 4 where place.kind == .string:
      body.replaceSubrange(place.range, with: quoted(textLike(old)))
    case 3, 4:
      let number = pick(chance(1, of: 20) ? Mutator.noNumbers : Mutator.numbers)
      body.replaceSubrange(place.range, with: number.utf8)
    case 5: delete(&body, place)
    case 6:
      // The member twice.
      guard chance(1, of: 3), let name = place.name,
        name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c })
      else { return }
      let again = Array(",\"\(name)\":".utf8) + (chance(1, of: 2) ? old : Array("null".utf8))
      body.insert(contentsOf: again, at: place.range.upperBound)
    case 7: body.replaceSubrange(place.range, with: nested(old))
    case 8:
      // Edits before this one may have shortened what stands behind.
      let other = pick(all).range.clamped(to: body.indices)
      body.replaceSubrange(place.range, with: Array(body[other]))
    case 9:
      // Many of one.
      let count = chance(1, of: 40) ? 2_200 : 2 + below(30)
      guard old.count * count < 1 << 21 else { return }
      let copies = [[UInt8]](repeating: old, count: count).joined(separator: [0x2c])
      body.replaceSubrange(place.range, with: [0x5b] + copies + [0x5d])
    case 10: body.replaceSubrange(place.range, with: quoted(String(decoding: old, as: UTF8.self)))
    default: body.replaceSubrange(place.range, with: pick(Mutator.containers).utf8)
    }
  }

  /// Cuts a member out with its name, or an element, with one comma.
  private mutating func delete(_ body: inout [UInt8], _ place: Place) {
    var start = place.range.lowerBound
    var end = place.range.upperBound
    if let name = place.name {
      let head = Array("\"\(name)\"".utf8)
      var place = start
      while place > head.count, body[place - 1] != 0x22 { place -= 1 }
      if place >= head.count, Array(body[(place - head.count)..<place]) == head {
        start = place - head.count
      }
    }
    while end < body.count, [0x20, 0x0a, 0x0d, 0x09].contains(body[end]) { end += 1 }
    if end < body.count, body[end] == 0x2c {
      end += 1
    } else {
      while start > 0, [0x20, 0x0a, 0x0d, 0x09].contains(body[start - 1]) { start -= 1 }
      if start > 0, body[start - 1] == 0x2c { start -= 1 }
    }
    body.removeSubrange(start..<end)
  }

  private mutating func nested(_ old: [UInt8]) -> [UInt8] {
    let depth = chance(1, of: 4) ? 1 + below(5_000) : 1 + below(140)
    let open = chance(1, of: 2) ? "[" : "{\"id\":"
    let close: UInt8 = open == "[" ? 0x5d : 0x7d
    return Array(String(repeating: open, count: depth).utf8) + old
      + [UInt8](repeating: close, count: depth)
  }

  /// A text of the same sort, out of range.
  private mutating func textLike(_ old: [UInt8]) -> String {
    let digits = old.count(where: { (0x30...0x39).contains($0) })
    if old.count > 8, digits > 5, old.contains(0x2d) { return pick(Mutator.dates) }
    if digits > 0, digits + 3 >= old.count { return pick(Mutator.numbers + Mutator.noNumbers) }
    return pick(Mutator.texts)
  }

  private func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte == 0x22 { bytes.append(0x5c) }
      bytes.append(byte)
    }
    return bytes + [0x22]
  }
}
