/// A query as parsed: where it starts and what it selects, step by step.
struct JSONPathQuery: Sendable {
  /// Begins with `@` rather than `$`.
  let isRelative: Bool
  let segments: [JSONPathSegment]
  /// Set where the query yields at most one node.
  let singular: SingularPath?

  init(isRelative: Bool, segments: [JSONPathSegment]) {
    self.isRelative = isRelative
    self.segments = segments
    singular = SingularPath(segments)
  }
}

struct JSONPathSegment: Sendable {
  /// `..`: applies to the node and everything below it.
  let isDescendant: Bool
  let selectors: [JSONPathSelector]
}

enum JSONPathSelector: Sendable {
  case name(MemberName)
  case wildcard
  case index(Int)
  case slice(start: Int?, end: Int?, step: Int)
  case filter(JSONPathTest)
}

/// A member's name with the hash that the tape finds it by.
struct MemberName: Sendable {
  let utf8: [UInt8]
  let hash: UInt32

  init(_ text: String) {
    utf8 = Array(text.utf8)
    hash = utf8.withUnsafeBufferPointer { JSONDocument.hash($0) }
  }
}

/// What a filter asks (RFC 9535, section 2.3.5): true or false.
indirect enum JSONPathTest: Sendable {
  case all([JSONPathTest])
  case any([JSONPathTest])
  case not(JSONPathTest)
  case exists(JSONPathQuery)
  case compare(JSONPathOperand, Comparison, JSONPathOperand)
  /// `match` (the whole text) or `search` (a part of it).
  case matches(JSONPathOperand, JSONPathPattern, isWhole: Bool)

  enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }
}

/// What yields one value, or nothing.
indirect enum JSONPathOperand: Sendable {
  case text([UInt8])
  /// As written.
  case number([UInt8])
  case `true`
  case `false`
  case null
  case node(JSONPathQuery)
  case length(JSONPathOperand)
  case count(JSONPathQuery)
  case value(JSONPathQuery)
}

/// The second argument of `match` and `search`.
enum JSONPathPattern: Sendable {
  /// A literal, compiled; nil where it is no I-Regexp, which matches nothing.
  case literal(IRegexp?)
  case computed(JSONPathOperand)
}
