internal import LedgerCore

/// What a lookup finds.
enum Found {
  /// No such member, an object or an array.
  case nothing
  case null
  /// A string, a number, true or false.
  case node(JSONNode)
  case text(String)

  var isValue: Bool {
    switch self {
    case .nothing, .null: false
    case .node, .text: true
    }
  }
}
