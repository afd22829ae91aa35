import LedgerText

extension Style {
  /// For standard output: colours only on a terminal that wants them.
  static let output = Style(hasColors: Terminal.output.hasColors)
}
