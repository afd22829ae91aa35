internal import LedgerCore

/// Writes a document again with a mark in the place of every value that is not kept. Members and
/// elements stay, and so do nulls and empty strings, which say nothing of anybody.
struct Redaction {
  let document: JSONDocument
  let kept: Set<JSONNode>
  private let mark = Array("\"\(Residue.mark)\"".utf8)

  init(document: JSONDocument, kept: Set<JSONNode>) {
    self.document = document
    self.kept = kept
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(document.root, to: &bytes)
    return bytes
  }

  /// Whether a value is replaced by a mark.
  func erases(_ node: JSONNode) -> Bool {
    switch document.kind(node) {
    case .object, .array, .null: false
    case .string: !kept.contains(node) && !document.withUTF8(node) { $0.isEmpty }
    case .number, .true, .false: !kept.contains(node)
    }
  }

  private func write(_ node: JSONNode, to bytes: inout [UInt8]) {
    switch document.kind(node) {
    case .object:
      bytes.append(UInt8(ascii: "{"))
      for (number, member) in document.members(of: node).enumerated() {
        if number > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += JSONValue.string(name(member.name, of: member.value, number)).utf8
        bytes.append(UInt8(ascii: ":"))
        write(member.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .array:
      bytes.append(UInt8(ascii: "["))
      for (number, element) in document.children(of: node).enumerated() {
        if number > 0 { bytes.append(UInt8(ascii: ",")) }
        write(element, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .string, .number, .true, .false, .null:
      bytes += erases(node) ? mark : Array(document.bytes[document.range(node)])
    }
  }

  /// Names of members are the sender's words, but for tables by address, as some write them.
  private func name(_ name: String, of value: JSONNode, _ number: Int) -> String {
    name.utf8.contains(UInt8(ascii: "@")) && !keepsAny(value)
      ? "\(Residue.mark)\(number)" : name
  }

  private func keepsAny(_ node: JSONNode) -> Bool {
    kept.contains(node) || document.children(of: node).contains { keepsAny($0) }
  }
}
