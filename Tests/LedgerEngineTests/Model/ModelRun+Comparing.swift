import Foundation
import LedgerCore
import LedgerEngine
import LedgerIndex
import LedgerTesting

extension ModelRun {
  /// What is quickly seen, and something chosen by the number.
  func compare(_ number: UInt64) throws {
    let ledger = try ledger
    try expect(
      ledger.nextPosition.rawValue == model.next,
      "the log ends before \(ledger.nextPosition), the model before \(model.next)")
    let orders = model.orders
    let totals = try ledger.totals()
    try expect(totals.orders == orders.count, "\(totals.orders) orders for \(orders.count)")
    try expect(totals.duplicates == model.duplicates, "\(totals.duplicates) duplicates")
    let deliveries = model.deliveries
    let conflicts = deliveries.count { $0.delivery.conflict != nil }
    let parcels = deliveries.count { $0.delivery.order == nil }
    let accepted = deliveries.count - conflicts - parcels
    var items: [LedgerCore.Outcome: Int] = [:]
    if conflicts > 0 { items[.conflict] = conflicts }
    if parcels > 0 { items[.unlinked] = parcels }
    if accepted > 0 { items[.accepted] = accepted }
    try expect(totals.items == items, "\(totals.items) for \(items)")
    let active = rulebooks[model.rules.rawValue]
    try expect(ledger.rulebook.revision == active.revision, "not rulebook \(model.rules)")
    if !orders.isEmpty { try compare(orders[Int(number % UInt64(orders.count))]) }
    try compareEntry(at: SplitMix64.mixed(number) % model.next)
    try compareEntry(at: model.next - 1)
  }

  func compareAll() throws {
    for position in 0..<model.next { try compareEntry(at: position) }
    for order in model.orders { try compare(order) }
    let history = try ledger.rulebookHistory().map(\.revision)
    try expect(
      history == model.switches.map { rulebooks[$0.rawValue].revision },
      "a history of \(history.count) for \(model.switches)")
    let sizes = try ledger.checkpointSizes()
    try expect(sizes == model.signed.keys.sorted(), "checkpoints of \(sizes)")
    for (size, bytes) in model.signed {
      let signed = try ledger.checkpoint(of: size)
      try expect(signed.note.bytes == bytes, "checkpoint \(size) is another one")
      let root = try ledger.root(of: LogPosition(size))
      try expect(root == signed.checkpoint.root, "the log is not what checkpoint \(size) signs")
    }
  }

  private func compare(_ order: LedgerModel.Order) throws {
    for number in order.numbers {
      // By the log's time: the clock may have been set back since.
      let asOf = AsOf(time: model.received[model.received.count - 1])
      let report = try ledger.order("shop/order/id=\(number)", asOf: asOf)
      try expect(
        report.counts.items == order.items,
        "order \(number) has \(report.counts.items) items for \(order.items)")
      let payment = report.truth.first { $0.facet == "payment" }?.state
      try expect(
        payment == order.payment(by: model.rules),
        "order \(number) is \(payment ?? "-") for \(order.payment(by: model.rules) ?? "-")")
    }
  }

  private func compareEntry(at position: UInt64) throws {
    let found = try ledger.delivery(at: LogPosition(position))
    let time = try ledger.asOf(position: LogPosition(position)).time
    try expect(
      time == model.received[Int(position)],
      "\(position) was received at \(time), not \(model.received[Int(position)])")
    switch model.entries[Int(position)] {
    case .delivery(let delivery):
      try expect(
        found?.body == Array(delivery.body.utf8), "the bytes at \(position) are others")
    case .duplicate: try expect(found == nil, "the duplicate at \(position) has bytes")
    case .control: break
    }
  }

  /// Without the lock files, which belong to a process.
  static func copyFiles(from: String, to: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: to, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: from)
    where !name.hasSuffix("-lock") && name != "writer.lock" {
      try manager.copyItem(atPath: "\(from)/\(name)", toPath: "\(to)/\(name)")
    }
  }
}
