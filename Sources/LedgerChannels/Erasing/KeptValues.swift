internal import LedgerCore

/// A value of a delivery that the rules read: it stays when the delivery is erased.
public struct KeptValue: Sendable, Hashable {
  /// A path, with `[*]` for elements of arrays, or the name of a header.
  public var place: String
  public var value: String
}

extension ResidueMaker {
  /// What would stay of a delivery.
  public func keptValues(headers: Headers, body: [UInt8]) -> [KeptValue] {
    let look = look(at: headers, body)
    var kept = look.headers.compactMap { header in
      header.value.map { KeptValue(place: "header \(header.name)", value: $0) }
    }
    guard case .success(let document) = ParsedBody.reading(headers: headers, body: body) else {
      return kept
    }
    for node in look.watch.read.sorted(by: { $0.index < $1.index }) {
      let text = document.text(node)
      guard !text.isEmpty else { continue }
      kept.append(
        KeptValue(place: ResidueMaker.withoutNumbers(document.path(of: node)), value: text))
    }
    return kept
  }

  /// `$['lines'][3]['sku']` → `$.lines[*].sku`.
  static func withoutNumbers(_ path: String) -> String {
    var result = ""
    var rest = path[...]
    while let open = rest.firstIndex(of: "[") {
      result += rest[..<open]
      let inner = rest[rest.index(after: open)...]
      if inner.first == "'" {
        let name = inner.dropFirst().prefix {
          $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
        }
        let behind = inner[name.endIndex...]
        if !name.isEmpty, behind.hasPrefix("']") {
          result += "." + name
          rest = behind.dropFirst(2)
          continue
        }
      } else {
        let behind = inner.drop { $0.isASCII && $0.isNumber }
        if behind.first == "]", behind.startIndex > inner.startIndex {
          result += "[*]"
          rest = behind.dropFirst()
          continue
        }
      }
      result += "["
      rest = inner
    }
    return result + rest
  }
}
