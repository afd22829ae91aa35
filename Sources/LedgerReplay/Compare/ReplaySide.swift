public import LedgerCore
public import LedgerFold
import LedgerRules
public import LedgerStorage

/// One side of a comparison: a rulebook made ready, and what is known of the channels.
public struct ReplaySide: Sendable {
  /// Which disagreements that are over were none that could be seen: their downstream's channel had not
  /// told us of the time up to the deadline when they ended.
  public typealias Unheard =
    @Sendable ([ClosedDisagreement]) throws(StorageError) -> [Bool]

  public var table: FoldTable
  public var knowledge: ChannelKnowledge
  let names: Vocabulary.Side
  private let unheard: Unheard

  /// - Parameter vocabulary: takes in the names of the rulebook.
  public init(
    table: FoldTable, knowledge: ChannelKnowledge, naming vocabulary: inout Vocabulary,
    unheard: @escaping Unheard = { closed throws(StorageError) in closed.map { _ in false } }
  ) {
    self.unheard = unheard
    self.table = table
    self.knowledge = knowledge
    names = vocabulary.add(table.rulebook)
  }

  /// What it makes of an order.
  ///
  /// - Parameter asOf: deadlines are judged then.
  public func outcome(
    of state: OrderState, asOf: Timestamp
  ) throws(StorageError) -> OrderOutcome {
    OrderOutcome(
      state, side: self, asOf: asOf,
      unheard: state.closed.isEmpty ? [] : try unheard(state.closed))
  }

  /// The state that an order's history folds to.
  public func fold(_ spine: [SpineEntry]) -> OrderState {
    OrderFolding.fold(spine, table: table)
  }
}
