import HTTPTypes

extension HTTPFields {
  /// The last position that an answer takes into account.
  static let ledgerPosition = "Ledger-Position"
  /// What its sender said that a body is.
  static let originalContentType = "Ledger-Original-Content-Type"

  /// Sets a field by its name; one that no header can hold is left out.
  mutating func set(_ name: String, _ value: String) {
    guard let name = HTTPField.Name(name), HTTPField.isValidValue(value) else { return }
    self[name] = value
  }
}

extension HTTPField.Name {
  /// A name that is written in the source.
  static func known(_ text: StaticString) -> HTTPField.Name {
    guard let name = HTTPField.Name("\(text)") else {
      preconditionFailure("\(text) is the name of a header")
    }
    return name
  }
}
