public import LedgerCore
public import LedgerFold
import LedgerRules

/// One side of a comparison: a rulebook made ready, and what is known of the channels.
public struct ReplaySide: Sendable {
  public var table: FoldTable
  public var knowledge: ChannelKnowledge
  let names: Vocabulary.Side

  /// - Parameter vocabulary: takes in the names of the rulebook.
  public init(
    table: FoldTable, knowledge: ChannelKnowledge, naming vocabulary: inout Vocabulary
  ) {
    self.table = table
    self.knowledge = knowledge
    names = vocabulary.add(table.rulebook)
  }

  /// The state that an order's history folds to.
  public func fold(_ spine: [SpineEntry]) -> OrderState {
    OrderFolding.fold(spine, table: table)
  }
}
