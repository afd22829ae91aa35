/// A JSONPath query (RFC 9535), parsed.
public struct JSONPath: Hashable, Sendable {
  /// Shared, since rules copy paths about: a copy counts one reference rather than five.
  private final class Storage: Sendable {
    let text: String
    let query: JSONPathQuery

    init(text: String, query: JSONPathQuery) {
      self.text = text
      self.query = query
    }
  }

  private let storage: Storage
  private var query: JSONPathQuery { storage.query }

  /// Refuses what is not well-formed and valid by RFC 9535, its functions' types included.
  public init(parsing text: String) throws(JSONPathFault) {
    var parser = JSONPathParser(text: text)
    storage = Storage(text: text, query: try parser.parse())
  }

  /// `$`
  public static let root = JSONPath(
    text: "$", query: JSONPathQuery(isRelative: false, segments: []))

  private init(text: String, query: JSONPathQuery) {
    storage = Storage(text: text, query: query)
  }

  /// As written.
  public var text: String { storage.text }

  /// Yields at most one node, whatever the document (RFC 9535, section 2.3.5.1).
  public var isSingular: Bool { query.singular != nil }

  /// One step of a query that yields at most one node.
  public enum Step: Hashable, Sendable {
    case member(String)
    /// A negative index counts from the end.
    case element(Int)
  }

  /// The steps of a singular query; nil of any other.
  public var singularSteps: [Step]? { query.singular?.path }

  /// The first node, in the order of the result, where `$` stands for `node`. Does not allocate
  /// where the query is singular.
  public func first(in document: JSONDocument, from node: JSONNode) -> JSONNode? {
    if let singular = query.singular { return singular.node(in: document, from: node) }
    var evaluation = JSONPathEvaluation(document: document, root: node, countMax: 1)
    evaluation.run(query, from: node)
    return evaluation.nodes.first
  }

  /// All nodes, where `$` stands for `node`, in the order of RFC 9535; members of objects come in
  /// document order.
  public func nodes(in document: JSONDocument, from node: JSONNode) -> [JSONNode] {
    if let singular = query.singular {
      return singular.node(in: document, from: node).map { [$0] } ?? []
    }
    var evaluation = JSONPathEvaluation(document: document, root: node, countMax: .max)
    evaluation.run(query, from: node)
    return evaluation.nodes
  }

  public static func == (left: JSONPath, right: JSONPath) -> Bool { left.text == right.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension JSONPath: CustomStringConvertible {
  public var description: String { text }
}
