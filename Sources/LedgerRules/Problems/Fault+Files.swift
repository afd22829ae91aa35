extension Fault {
  package static func unreadable(_ detail: String) -> Fault {
    Fault(.unreadable, "it cannot be read: \(detail)", "Check that it exists and may be read")
  }

  static func missingFile(_ path: String) -> Fault {
    Fault(.missingFile, "the rulebook has no `\(path)`", "Add the file; docs/rulebook has its keys")
  }

  static let unknownFile = Fault(
    .unknownFile, "a rulebook has no file of this name",
    "Move it to `channels/KIND.yaml` or `cases/NAME.yaml`, or out of the rulebook")

  static func duplicateFile(_ other: String) -> Fault {
    Fault(.duplicateFile, "it is there twice, also as `\(other)`", "Keep one of the two")
  }

  static func fileTooLarge(limit: Int) -> Fault {
    Fault(
      .fileTooLarge, "it is larger than \(limit) bytes", "Split it; a rulebook is written by hand")
  }

  static let notUTF8 = Fault(.notUTF8, "it is not UTF-8 text", "Save it as UTF-8")

  static func badYAML(_ problem: String) -> Fault {
    Fault(.badYAML, "it is not YAML: \(problem)", "Check quotes, brackets and indentation here")
  }

  static func tooDeep(limit: Int) -> Fault {
    Fault(.tooDeep, "it is nested deeper than \(limit) levels", "Flatten it")
  }

  static let anchor = Fault(
    .anchor, "anchors (`&`) and aliases (`*`) are not part of the language",
    "Write the value out, so that each line means one thing; quote a text that begins with `&` or `*`"
  )

  static func kindFileMismatch(kind: String, expected: String) -> Fault {
    Fault(
      .kindFileMismatch, "kind `\(kind)` stands in a file of another name",
      "Name the file `channels/\(kind).yaml`, or the kind `\(expected)`")
  }

  static func unsupportedLanguage(_ version: String) -> Fault {
    Fault(
      .unsupportedLanguage, "this program reads language 1, not `\(version)`",
      "Write `language: 1`, or use a program that reads the rulebook's version")
  }
}
