/// Notes which values of a document are looked at, so that what nobody needs can be told from what
/// an answer rests on. Of one thread.
public final class ValueWatch: @unchecked Sendable {
  /// Values that were read.
  public private(set) var read: Set<JSONNode> = []
  /// Values that only filters have compared, by the text of the query that the filter is in.
  public private(set) var compared: [String: Set<JSONNode>] = [:]
  /// Headers that were asked for, in lower case.
  public private(set) var headers: Set<String> = []
  /// The query that is being answered.
  private var query: String?

  public init() {}

  public func note(_ node: JSONNode) {
    if let query {
      compared[query, default: []].insert(node)
    } else {
      read.insert(node)
    }
  }

  public func note(header name: String) { headers.insert(name) }

  /// What is looked at within `body` is looked at by the filters of a query.
  public func answering<Result>(_ query: String, _ body: () -> Result) -> Result {
    self.query = query
    defer { self.query = nil }
    return body()
  }

  /// Forgets what was noted.
  public func clear() {
    read = []
    compared = [:]
    headers = []
  }
}

extension JSONDocument {
  /// The same document, whose watch is told of each value that is looked at.
  public func watched(by watch: ValueWatch) -> JSONDocument {
    var document = self
    document.watch = watch
    return document
  }
}
