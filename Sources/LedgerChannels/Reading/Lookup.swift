internal import LedgerCore

/// A source made ready: an index into a `LookupTable`.
struct Lookup: Sendable {
  let index: Int32
}

/// All sources of a channel kind, made ready for reading. What is looked at for every delivery is
/// flat and counts no references: most of reading is following steps like these.
final class LookupTable: Sendable {
  /// From where a path starts.
  enum Base: UInt8 { case item, part, body, element }

  enum Kind: UInt8 {
    /// A path of at most one node: `count` steps from `first`; with `slot`, the first is
    /// known already.
    case path
    /// Every element of the list at path `first`, and from each of them on by `second`.
    case each
    /// Query `first`; none, where the list at path `second` is empty.
    case query
    /// Text `first`: of a header, and itself.
    case header, literal
    case type, channel
    /// `count` lookups from `first` in `members`.
    case choice
    /// The same, joined with text `second`.
    case join
    /// Lookup `first`, by change `second`.
    case changed
    /// Lookup `first`, at the places of text `second`.
    case split
    /// Of an expression that cannot be compiled, which a compiled rulebook does not hold.
    case nothing
  }

  struct Entry {
    var kind: Kind
    var base = Base.body
    var first: Int32 = 0
    var second: Int32 = 0
    var count: Int32 = 0
    var slot: Int32 = -1
  }

  struct Step {
    /// In `names`.
    var start: Int32
    var count: Int32
    var hash: UInt32
    /// Of a step into an array, which has no name.
    var index: Int32
    var isElement: Bool
  }

  /// How one text becomes another, or none.
  enum Change: Sendable {
    case after([UInt8])
    case before([UInt8])
    case capture(IRegexp)
    case alias([String: String])
    case lowercase
  }

  let entries: [Entry]
  let steps: [Step]
  /// Names of members, one after the other.
  let names: [UInt8]
  let queries: [JSONPath]
  let texts: [String]
  let members: [Lookup]
  let changes: [Change]

  init(_ builder: LookupBuilder) {
    entries = builder.entries
    steps = builder.steps
    names = builder.names
    queries = builder.queries
    texts = builder.texts
    members = builder.members
    changes = builder.changes
  }
}

/// Which members of an object a shape asks for. They are found in one walk over the object, instead
/// of one for every path.
struct SlotTable: Sendable {
  struct Entry {
    var hash: UInt32
    /// In the table's `names`.
    var start: Int32
    var count: Int32
    /// From 1; 0 says empty.
    var slot: Int32
  }

  private(set) var count = 0
  /// Open addressing by the name's hash; a power of two, at most half full.
  private(set) var entries: [Entry] = []

  init(_ wanted: [LookupTable.Step]) {
    guard !wanted.isEmpty else { return }
    count = wanted.count
    var capacity = 4
    while capacity < wanted.count * 2 { capacity *= 2 }
    entries = [Entry](repeating: Entry(hash: 0, start: 0, count: 0, slot: 0), count: capacity)
    for (index, step) in wanted.enumerated() {
      var place = Int(step.hash) & (capacity - 1)
      while entries[place].slot != 0 { place = (place + 1) & (capacity - 1) }
      entries[place] = Entry(
        hash: step.hash, start: step.start, count: step.count, slot: Int32(index + 1))
    }
  }
}
