/// Tags of what somebody has already.
enum EntityTag {
  /// Whether an `If-None-Match` (RFC 9110, 13.1.2) names a tag. Strong or weak makes no difference there.
  static func isNamed(_ tag: String, in field: String?) -> Bool {
    guard let field else { return false }
    return field.split(separator: ",").contains { part in
      let named = part.trimming { $0 == " " || $0 == "\t" }
      return named == "*" || opaque(named) == opaque(Substring(tag))
    }
  }

  private static func opaque(_ tag: Substring) -> Substring {
    tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
  }
}

extension Substring {
  fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
    guard let last = lastIndex(where: { !isBlank($0) }) else { return "" }
    return self[...last].drop(while: isBlank)
  }
}
