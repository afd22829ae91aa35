internal import LedgerCore

extension Sight {
  func isEmpty(_ found: Found) -> Bool {
    switch found {
    case .nothing, .null: true
    case .text(let text): text.isEmpty
    case .node(let node): withUTF8(node) { $0.isEmpty }
    }
  }

  func text(_ found: Found) -> String? {
    switch found {
    case .nothing, .null: nil
    case .text(let text): text
    case .node(let node): withUTF8(node) { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Calls `body` with the value's text; with nothing where there is no value.
  @inline(__always)
  func withUTF8<Outcome>(_ found: Found, _ body: (UnsafeBufferPointer<UInt8>) -> Outcome) -> Outcome
  {
    switch found {
    case .nothing, .null: return body(UnsafeBufferPointer(start: nil, count: 0))
    case .node(let node): return withUTF8(node, body)
    case .text(var text): return text.withUTF8(body)
    }
  }

  /// The kind of a value on which something depends.
  func kind(_ node: JSONNode) -> JSONDocument.Kind {
    document.watch?.note(node)
    return document.kind(node)
  }

  /// Reads a value of the document.
  @inline(__always)
  func withUTF8<Outcome>(
    _ node: JSONNode, _ body: (UnsafeBufferPointer<UInt8>) -> Outcome
  ) -> Outcome {
    document.watch?.note(node)
    return document.withUTF8(node, body)
  }

  static func place(of wanted: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let first = wanted.first, text.count >= wanted.count else { return nil }
    return (0...(text.count - wanted.count)).first { start in
      text[start] == first && text[start..<start + wanted.count].elementsEqual(wanted)
    }
  }

  static func trimmed(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0d }
    var text = text.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text = text.dropLast() }
    return String(decoding: text, as: UTF8.self)
  }
}
