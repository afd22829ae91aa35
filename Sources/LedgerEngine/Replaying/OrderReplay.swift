import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// What came of one group.
struct ReplayResult: Sendable {
  /// Whether its stored state was compared, and is not what the active rulebook gives.
  var isCompared = false
  var isOff = false
  /// Whether it is an order that was asked for.
  var isAskedFor = false
  var change: OrderChange?
  var believed: OrderOutcome?
}

/// Folds one group after another, in one thread: what it allocates for one serves for the next.
struct OrderReplay {
  let setting: ReplaySetting
  /// As the active rulebook folds it.
  private var live: OrderFolding
  private var old: OrderFolding
  private var new: OrderFolding
  private var slicedOld: OrderFolding?
  private var slicedNew: OrderFolding?
  private var visible: [SpineEntry] = []

  init(_ setting: ReplaySetting) {
    self.setting = setting
    live = OrderFolding(table: setting.active)
    old = OrderFolding(table: setting.comparison.before.table)
    new = OrderFolding(table: setting.comparison.after.table)
    if let slices = setting.slices {
      slicedOld = OrderFolding(table: slices.before)
      slicedNew = OrderFolding(table: slices.after)
    }
  }

  /// A group whose entries are the same on both sides.
  mutating func take(
    _ kind: OrderRow.Kind, stored: UnsafeRawBufferPointer, _ spine: UnsafeBufferPointer<SpineEntry>
  ) throws(StorageError) -> ReplayResult {
    var result = ReplayResult()
    if setting.isFullBaseline { compareStored(kind, stored, spine, &result) }
    guard kind == .order else { return result }
    if setting.isAll(spine) {
      try take(spine, isLive: true, stored, &result)
    } else {
      visible.removeAll(keepingCapacity: true)
      for entry in spine where setting.includes(entry) { visible.append(entry) }
      let seen = UnsafeMutableBufferPointer<SpineEntry>.allocate(capacity: visible.count)
      defer { seen.deallocate() }
      _ = seen.initialize(from: visible)
      try take(UnsafeBufferPointer(seen), isLive: false, stored, &result)
    }
    return result
  }

  private mutating func compareStored(
    _ kind: OrderRow.Kind, _ stored: UnsafeRawBufferPointer,
    _ spine: UnsafeBufferPointer<SpineEntry>, _ result: inout ReplayResult
  ) {
    guard !result.isCompared else { return }
    live.restart(kind.scope)
    live.fold(spine)
    live.finish()
    result.isCompared = true
    result.isOff = live.state.bytes.withUnsafeBytes { !$0.hasSameBytes(as: stored) }
  }

  private mutating func take(
    _ spine: UnsafeBufferPointer<SpineEntry>, isLive: Bool, _ stored: UnsafeRawBufferPointer,
    _ result: inout ReplayResult
  ) throws(StorageError) {
    guard !spine.isEmpty, setting.selection.isInRange(spine) else { return }
    var hasOld = false
    if setting.selection.asksState {
      fold(&old, spine)
      hasOld = true
      guard setting.selection.holds(of: old.state, spine, setting.comparison.before) else { return }
    }
    result.isAskedFor = true
    guard canDiffer(spine) else { return }
    if isLive { compareStored(.order, stored, spine, &result) }
    fold(&new, spine)
    // The live state is the former one, where that is the active rulebook's.
    let isFormer = isLive && setting.isAgainstActive
    if !hasOld && !isFormer { fold(&old, spine) }
    let former = isFormer ? live.state : old.state
    let entries = Array(spine)
    let history = OrderHistory(before: entries, after: entries, scope: .order, regrouping: nil)
    result.change = try setting.comparison.change(of: history, former, new.state)
    if result.change != nil, let believed = setting.believed {
      result.believed = try believed.outcome(of: entries)
    }
  }

  private func fold(_ folding: inout OrderFolding, _ spine: UnsafeBufferPointer<SpineEntry>) {
    folding.restart(.order)
    folding.fold(spine)
    folding.finish()
  }

  /// Whether an order can come out otherwise: by what its items say, or by a fold of what can differ.
  private mutating func canDiffer(_ spine: UnsafeBufferPointer<SpineEntry>) -> Bool {
    switch setting.plan.extent {
    case .whole: return true
    case .nothing: return isTouched(spine)
    case .slice:
      if isTouched(spine) { return true }
      guard var before = slicedOld.take(), var after = slicedNew.take() else { return true }
      defer {
        slicedOld = before
        slicedNew = after
      }
      fold(&before, spine)
      fold(&after, spine)
      return !setting.slicing.areAlike(before.state, after.state)
    }
  }

  private func isTouched(_ spine: UnsafeBufferPointer<SpineEntry>) -> Bool {
    guard !setting.plan.codes.isEmpty else { return false }
    for index in spine.indices
    where !spine[index].flags.contains(.continuation) && setting.touched[Int(spine[index].code)] {
      return true
    }
    return false
  }

  /// A group whose entries were found on each side by themselves.
  mutating func take(
    _ row: OrderRow, live spine: [SpineEntry], before: [SpineEntry], after: [SpineEntry],
    believed: [SpineEntry]?, regrouping: Effect.Kind?, isEvaluable: Bool
  ) throws(StorageError) -> ReplayResult {
    var result = ReplayResult()
    row.state.bytes.withUnsafeBytes { stored in
      spine.withUnsafeBufferPointer { compareStored(row.kind, stored, $0, &result) }
    }
    guard row.kind == .order, !(before.isEmpty && after.isEmpty) else { return result }
    let isWanted = before.withUnsafeBufferPointer { spine in
      fold(&old, spine)
      return setting.selection.isInRange(spine)
        && setting.selection.holds(of: old.state, spine, setting.comparison.before)
    }
    guard isWanted else { return result }
    result.isAskedFor = true
    guard isEvaluable else { return result }
    after.withUnsafeBufferPointer { fold(&new, $0) }
    let history = OrderHistory(before: before, after: after, scope: .order, regrouping: regrouping)
    result.change = try setting.comparison.change(of: history, old.state, new.state)
    if result.change != nil, let believed {
      result.believed = try setting.believed?.outcome(of: believed)
    }
    return result
  }
}

extension Optional {
  /// The value, leaving none.
  fileprivate mutating func take() -> Wrapped? {
    defer { self = nil }
    return self
  }
}
