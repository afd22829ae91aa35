import LedgerCore

/// Writes compact JSON straight into bytes: a report may hold a million orders.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []

  /// A comma where a value or name follows another one: nothing but these ends so.
  private mutating func separate() {
    switch bytes.last {
    case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
    default: bytes.append(UInt8(ascii: ","))
    }
  }

  mutating func object(_ members: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    members(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  mutating func array<Elements: Sequence>(
    _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: "["))
    for element in elements { body(&self, element) }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func texts(_ texts: some Sequence<String>) { array(texts) { $0.text($1) } }

  /// The name of the member whose value follows.
  mutating func name(_ name: String) {
    separate()
    JSONValue.write(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func text(_ text: String) {
    separate()
    JSONValue.write(text, to: &bytes)
  }

  mutating func number(_ number: some BinaryInteger) { word(String(number)) }
  mutating func bool(_ value: Bool) { word(value ? "true" : "false") }
  mutating func null() { word("null") }

  /// A value that was written before.
  mutating func raw(_ value: [UInt8]) {
    separate()
    bytes += value
  }

  private mutating func word(_ word: String) {
    separate()
    bytes += word.utf8
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ text: String) {
    self.name(name)
    self.text(text)
  }

  /// Null where there is none.
  mutating func member(_ name: String, orNull text: String?) {
    self.name(name)
    if let text { self.text(text) } else { null() }
  }

  mutating func member(_ name: String, _ number: some BinaryInteger) {
    self.name(name)
    self.number(number)
  }

  mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }

  mutating func member(_ name: String, _ texts: some Sequence<String>) {
    self.name(name)
    self.texts(texts)
  }
}
