import LedgerCore
public import LedgerFold
import LedgerRules

/// What a replay does to find every order that can change, decided before it runs.
public struct ReplayPlan: Sendable, Hashable {
  public enum Reach: String, Sendable {
    /// The rulebooks come to the same: nothing is folded.
    case nothing
    /// Orders with an item that is read otherwise.
    case touched
    /// All orders are folded, as far as something can differ.
    case everything
    /// Bodies are decoded again.
    case decoding
  }

  public var reach: Reach
  /// Sentences: why these orders and no others.
  public var reasons: [String]
  /// Codes that the two read otherwise.
  public var codes: [UInt32]
  public var extent: FoldDifference.Extent
  /// Orders and groups to be looked at, at most.
  public var groups = 0
  /// Deliveries whose bodies are decoded again.
  public var deliveries = 0

  /// A plan as it is told.
  public init(reach: Reach, reasons: [String], groups: Int, deliveries: Int = 0) {
    self.reach = reach
    self.reasons = reasons
    codes = []
    extent = .whole
    self.groups = groups
    self.deliveries = deliveries
  }

  /// - Parameters:
  ///   - before: the codes of the history as the former rulebook reads them.
  ///   - after: the same codes by the revised one; nil where it reads bodies otherwise.
  public init(
    _ before: FoldTable, _ after: FoldTable?, _ difference: FoldDifference
  ) {
    extent = difference.extent
    guard let after else {
      reach = .decoding
      reasons = ["bodies are read otherwise: they are decoded again, and every order is folded"]
      codes = []
      extent = .whole
      return
    }
    reasons = difference.reasons
    // Rulebooks that number otherwise cannot be compared code by code.
    codes = difference.isNumberedAlike ? before.codesRead(otherwiseThan: after) : []
    if !codes.isEmpty {
      let kinds = Set(codes.map { before.signatures[Int($0)].channelKind }).sorted()
      reasons.append(
        "\(codes.count) of \(before.codeCount) signatures are read otherwise, of "
          + kinds.joined(separator: ", "))
    }
    switch extent {
    case .nothing: reach = codes.isEmpty ? .nothing : .touched
    case .slice, .whole: reach = .everything
    }
    if reach == .nothing { reasons.append("nothing that was received is seen otherwise") }
  }
}
