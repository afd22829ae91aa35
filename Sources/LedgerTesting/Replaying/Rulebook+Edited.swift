public import LedgerEngine

extension Rulebook {
  /// The shipped rulebook, of what a simulated retailer uses: without its examples and without the
  /// channels that no such retailer has. Its text is edited over and over, and compiled each time.
  public static func retailer() throws -> Rulebook {
    let unused = ["adyen", "amazon-mcf", "cloudevents", "lookup", "sweep", "woocommerce"]
    return try Rulebook.compile(
      files: try ShippedRulebook.retail().files.filter { file in
        !file.path.hasPrefix("cases/") && !unused.contains { file.path == "channels/\($0).yaml" }
      })
  }

  /// This rulebook with its text edited. A file of which all is taken away is left out.
  public func edited(_ edits: [RuleChange.Edit]) throws -> Rulebook {
    try Rulebook.compile(
      files: editedFiles(edits).map { File(path: $0.key, bytes: Array($0.value.utf8)) })
  }

  /// The text of its files, edited, by path.
  public func editedFiles(_ edits: [RuleChange.Edit]) throws -> [String: String] {
    var files = Dictionary(
      files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) },
      uniquingKeysWith: { first, _ in first })
    for edit in edits {
      if edit.find.isEmpty {
        files[edit.file] = edit.by.isEmpty ? nil : edit.by
        continue
      }
      let parts = (files[edit.file] ?? "").split(
        separator: edit.find, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw RuleChange.Misfit(
          description: "\(edit.file) holds '\(edit.find)' \(parts.count - 1) times")
      }
      files[edit.file] = parts.joined(separator: edit.by)
    }
    return files
  }
}
