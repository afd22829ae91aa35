import LedgerCore

/// Reads an object of a control entry's body. What is not there, or null, is nil.
struct ControlReader {
  private let document: JSONDocument
  private let node: JSONNode

  /// Nil where the body is not a JSON object.
  init?(_ body: [UInt8]) {
    guard let document = try? JSONDocument.parse(body), document.kind(document.root) == .object
    else { return nil }
    self.init(document, document.root)
  }

  private init(_ document: JSONDocument, _ node: JSONNode) {
    self.document = document
    self.node = node
  }

  private func member(_ name: String) -> JSONNode? {
    guard let member = document.member(name, of: node), document.kind(member) != .null else {
      return nil
    }
    return member
  }

  func text(_ name: String) -> String? { member(name).map { document.text($0) } }

  func flag(_ name: String) -> Bool? { member(name).map { document.kind($0) == .true } }

  func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  func position(_ name: String) -> LogPosition? {
    text(name).flatMap { UInt64($0) }.map { LogPosition($0) }
  }

  func hash(_ name: String) -> Hash256? { text(name).flatMap { Hash256(hex: $0) } }

  func time(_ name: String) -> Timestamp? { text(name).flatMap { Timestamp(rfc3339: $0) } }

  func object(_ name: String) -> ControlReader? {
    member(name).map { ControlReader(document, $0) }
  }

  func objects(_ name: String) -> [ControlReader] {
    member(name).map { list in
      document.children(of: list).map { ControlReader(document, $0) }
    } ?? []
  }

  func texts(_ name: String) -> [String] {
    member(name).map { list in document.children(of: list).map { document.text($0) } } ?? []
  }
}
