internal import LedgerCore

/// Watches the reading of a residue, and tells where it looked at what is gone.
final class ErasedValues: Sendable {
  let watch = ValueWatch()
  private let settled: Set<String>

  init(settled: Set<String>) { self.settled = settled }

  /// The path or header of an erased value that was looked at since the last call; nil where none
  /// was.
  func takeLookedAt(in document: JSONDocument, _ headers: Headers) -> String? {
    defer { watch.clear() }
    let compared = watch.compared.lazy.filter { !self.settled.contains($0.key) }.flatMap(\.value)
    let nodes = Array(watch.read) + Array(compared)
    if let node = nodes.filter({ Self.isMark($0, in: document) }).min(by: { $0.index < $1.index }) {
      return document.path(of: node)
    }
    let header = watch.headers.sorted().first {
      HeaderName.value(of: $0, in: headers) == Residue.mark
    }
    return header.map { "header \($0)" }
  }

  private static let mark = Array(Residue.mark.utf8)

  private static func isMark(_ node: JSONNode, in document: JSONDocument) -> Bool {
    document.kind(node) == .string && document.withUTF8(node) { $0.elementsEqual(mark) }
  }
}
