import Glibc
import LedgerCore
import LedgerEngine
import LedgerIndex
import LedgerRules
import LedgerTesting

extension ModelRun {
  func apply(_ operation: ModelOperation) throws {
    let number = operation.number
    switch operation.kind {
    case .append: try append([number % 9 == 0 ? parcel(number / 9) : message(number / 9)])
    case .appendGroup:
      try append((0..<(number % 12 + 2)).map { message(SplitMix64.mixed(number &+ $0) >> 16) })
    case .duplicate: try append(again(number))
    case .conflict: try append(altered(number))
    case .join: try join(number)
    case .separate: try separate(number)
    case .activate: try activate(LedgerModel.Rules.allCases[Int(number % 3)])
    case .promote: try promote(number)
    case .rollBack: try rollBack()
    case .replay: try replay(number)
    case .checkpoint, .rotateKey: try sign(isRotating: operation.kind == .rotateKey)
    case .flush: try ledger.flush()
    case .reopen: try close()
    case .crash: abandon()
    case .copy: try moveToCopy()
    case .rebuild:
      let totals = try ledger.rebuild()
      try expect(totals.before == totals.after, "a rebuild gives something else: \(totals)")
    case .verify: try verify()
    case .clockForward: clock.now = now + .seconds(Int64(number % 900_000))
    case .clockBack: clock.now = now + .seconds(-Int64(number % 90_000))
    }
  }

  // MARK: Deliveries

  private func append(_ deliveries: [LedgerModel.Delivery]) throws {
    guard !deliveries.isEmpty else { return }
    for channel in Set(deliveries.map(\.channel)).sorted() {
      _ = try ledger.register(channel: channel, kind: nil, account: nil)
      model.register(channel, at: now)
    }
    let ready = try deliveries.map {
      try ledger.preparation(channel: $0.channel).prepare(incoming($0))
    }
    let receipts = try ledger.append(ready)
    for (receipt, delivery) in zip(receipts, deliveries) {
      let outcome = model.append(delivery, at: now)
      try expect(said(receipt) == outcome, "\(receipt) in place of \(outcome) for \(delivery)")
    }
  }

  private func said(_ receipt: Receipt) -> LedgerModel.Outcome? {
    switch receipt {
    case .appended(let position, _): .appended(position.rawValue)
    case .duplicate(let position, let original):
      .duplicate(position.rawValue, of: original.rawValue)
    case .conflict(let position, let other, _): .conflict(position.rawValue, with: other.rawValue)
    case .refused: nil
    }
  }

  private func again(_ number: UInt64) -> [LedgerModel.Delivery] {
    let known = model.deliveries.filter { $0.delivery.key != nil }
    guard !known.isEmpty else { return [] }
    return (0..<(number % 3 + 1)).map { turn in
      known[Int(SplitMix64.mixed(number &+ turn) % UInt64(known.count))].delivery
    }
  }

  /// The name of another delivery with bytes of its own.
  private func altered(_ number: UInt64) -> [LedgerModel.Delivery] {
    let known = model.deliveries.filter { $0.delivery.key != nil }
    guard !known.isEmpty else { return [] }
    var delivery = message(number / 1_000)
    delivery.key = known[Int(number % UInt64(known.count))].delivery.key
    return [delivery]
  }

  // MARK: Orders

  private func join(_ number: UInt64) throws {
    let numbers = model.commonNumbers
    guard numbers.count > 1 else { return }
    let first = numbers[Int(number % UInt64(numbers.count))]
    let second = numbers[Int(number / 100 % UInt64(numbers.count))]
    guard first != second else { return }
    let texts = [first, second].map { "shop/order/id=\($0)" }
    let isOne = model.orders.contains { $0.numbers.isSuperset(of: [first, second]) }
    do {
      let joined = try ledger.join(texts, reason: "round")
      try expect(!isOne, "\(texts) were one order already, and were joined")
      try expect(joined.position.rawValue == model.next, "the join is at \(joined.position)")
      model.join(LedgerModel.Join(first: first, second: second), at: now)
    } catch LedgerError.joinedAlready {
      try expect(isOne, "\(texts) are two orders, and are said to be one")
    }
  }

  private func separate(_ number: UInt64) throws {
    let known = model.joins.keys.sorted()
    guard !known.isEmpty else { return }
    let position = known[Int(number % UInt64(known.count))]
    try ledger.separate(join: LogPosition(position), reason: "round")
    model.separate(join: position, at: now)
  }

  // MARK: Rulebooks

  private func activate(_ rules: LedgerModel.Rules) throws {
    try ledger.activate(rulebooks[rules.rawValue])
    model.activate(rules, at: now)
  }

  private func rollBack() throws {
    do {
      try ledger.rollBack()
      guard let former = model.former else {
        throw Disagreement(description: "it went back, and there was nothing to go back to")
      }
      model.activate(former, at: now)
    } catch LedgerError.noEarlierRulebook {
      try expect(model.former == nil, "there is \(String(describing: model.former)) to go back to")
    }
  }

  private func other(_ number: UInt64) -> LedgerModel.Rules {
    let others = LedgerModel.Rules.allCases.filter { $0 != model.rules }
    return others[Int(number % UInt64(others.count))]
  }

  private func replay(_ number: UInt64) throws {
    let rules = other(number)
    let request = ReplayRequest(rulebooks[rules.rawValue], asOf: try ledger.now)
    _ = ReportReceipt(of: try ledger.replay(request), request: request)
  }

  private func promote(_ number: UInt64) throws {
    let rules = other(number)
    let request = ReplayRequest(rulebooks[rules.rawValue], asOf: try ledger.now)
    let receipt = ReportReceipt(of: try ledger.replay(request), request: request)
    let needs = Int(number / 2 % 2)
    let outcome = try ledger.promote(
      PromotionProposal(
        rulebook: rulebooks[rules.rawValue], report: receipt.report, before: receipt.before,
        after: receipt.after, policy: "limits: { changed: 1000000 }\napprovals: \(needs)",
        reason: "round", by: "anna"))
    model.record(at: now)
    if case .awaitsApproval(let position, _) = outcome {
      try expect(needs == 1, "an approval is asked for that no policy asks for")
      _ = try ledger.approve(position, by: "bert")
      model.record(at: now)
    }
    model.activate(rules, at: now)
  }

  // MARK: Files

  private func sign(isRotating: Bool) throws {
    let isNew = isRotating || model.signed[model.next] == nil
    let signed =
      isRotating ? try ledger.rotateKey(reason: "round") : try ledger.checkpoint()
    if isRotating { model.record(at: now) }
    if isNew { model.record(at: now) }
    try expect(signed.isNew == isNew, "a checkpoint of \(model.next) is new: \(signed.isNew)")
    try expect(signed.checkpoint.size == model.next, "\(signed.checkpoint.size) entries signed")
    model.signed[model.next] = signed.note.bytes
  }

  /// Goes on with a copy of the files as they are while the ledger is open.
  private func moveToCopy() throws {
    _ = try ledger
    let copy = TemporaryDirectory()
    try ModelRun.copyFiles(from: path, to: copy.path + "/ledger")
    abandon()
    directory = copy
  }

  private func verify() throws {
    let verification = try ledger.verify()
    try expect(verification.findings.isEmpty, "\(verification.findings)")
    try expect(verification.entries == model.next, "\(verification.entries) entries were checked")
    try expect(verification.checkpoints == model.signed.count, "\(verification.checkpoints) signed")
  }
}
