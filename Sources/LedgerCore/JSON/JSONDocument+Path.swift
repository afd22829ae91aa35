extension JSONDocument {
  /// The normalized path of a node (RFC 9535, section 2.7), such as `$['lines'][0]['sku']`.
  public func path(of node: JSONNode) -> String { path(ofPlace: node.place) }

  /// The normalized path of a value, or of the member that a key names.
  func path(ofPlace target: Int) -> String {
    var path = "$"
    var place = 0
    while place != target, tape[place].isContainer {
      let container = tape[place]
      var child = place + 1
      var index = 0
      if container.isObject {
        // A tape that ends with a key (of a document that was refused there) has no value after it.
        while child != target, child + 1 < tape.count {
          let after = tape[child + 1].end(from: child + 1)
          guard after <= target else { break }
          child = after
        }
        path += "['\(JSONDocument.normalized(text(JSONNode(child))))']"
        if child == target { return path }
        place = child + 1
      } else {
        while tape[child].end(from: child) <= target {
          child = tape[child].end(from: child)
          index += 1
        }
        path += "[\(index)]"
        place = child
      }
    }
    return path
  }

  /// A member's name as a normalized path writes it between its quotes.
  static func normalized(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "'": text += "\\'"
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{c}": text += "\\f"
      case "\r": text += "\\r"
      case ..<" ": text += "\\u00" + Hex.encode([UInt8(scalar.value)])
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
