import LedgerCore

/// Makes the script of any order from the seed and the order's index alone.
struct Scripter: Sendable {
  let options: SimulationOptions
  let silences: [Silence]
  private let faults: [(kind: FaultKind, upTo: Double)]
  private let disturbance: Disturbance

  struct Told {
    var script: OrderScript
    var fault: FaultKind?
    var findings: [Finding]
  }

  /// What is drawn of an order before it is told.
  private struct Draft {
    var random: SplitMix64
    var seed: UInt64
    var kind: FaultKind?
    var plan: Plan
  }

  init(options: SimulationOptions) {
    self.options = options
    silences =
      options.plannedSilences + Silence.drawn(count: options.silences, options: options)
    disturbance = Disturbance(rates: options.disturbances)
    var sum = 0.0
    faults = FaultKind.allCases.compactMap { kind in
      guard let rate = options.faults[kind], rate > 0 else { return nil }
      sum += rate
      return (kind, sum)
    }
  }

  func script(_ index: Int) -> Told {
    var draft = paired(index)
    let order = order(index, &draft)
    var script = Story.told(of: order, plan: draft.plan, random: draft.random)
    draft.kind?.fault.plant(in: &script, random: &draft.random)
    disturbance.apply(to: &script, random: &draft.random)
    for silence in silences { silence.apply(to: &script) }
    var findings = draft.kind?.fault.findings(in: script) ?? []
    let found = Set(findings.map(\.pattern))
    findings += script.heldBack().filter { !found.contains($0.pattern) }
    script.events.sort {
      $0.received == $1.received ? $0.key < $1.key : $0.received < $1.received
    }
    return Told(script: script, fault: draft.kind, findings: findings)
  }

  private func order(_ index: Int, _ draft: inout Draft) -> Order {
    var placed = placed(index, random: &draft.random)
    if draft.plan.isPaidByOther {
      // Two orders of one checkout: they are placed in one go, and one payment names them both.
      var first = paired(index - 1)
      placed = self.placed(index - 1, random: &first.random) + .seconds(1)
    }
    var order = Order(
      index: index, seed: draft.seed, plan: draft.plan, placed: placed, random: &draft.random)
    if order.origin == .shopify {
      order.tender = .drawn(from: SplitMix64.mixed(options.seed ^ UInt64(index >> 1) << 20))
    }
    if draft.plan.isPaidTogether {
      var other = paired(index + 1)
      let partner = self.order(index + 1, &other)
      order.sharedTotal = partner.total(edited: false)
      order.sharedShopifyID = partner.shopifyID
    }
    return order
  }

  /// Orders 0 and 1, 2 and 3 … may be paid together, if nothing else befalls them.
  private func paired(_ index: Int) -> Draft {
    var draft = draft(index)
    let partner = index ^ 1
    guard partner < options.orders else { return single(draft) }
    let other = self.draft(partner)
    let first = index < partner ? draft : other
    guard first.plan.isPaidTogether, draft.kind == nil, other.kind == nil else {
      return single(draft)
    }
    draft.plan.isPaidTogether = index < partner
    draft.plan.isPaidByOther = index > partner
    draft.plan.settle()
    return draft
  }

  private func single(_ draft: Draft) -> Draft {
    var draft = draft
    draft.plan.isPaidTogether = false
    return draft
  }

  private func draft(_ index: Int) -> Draft {
    var random = SplitMix64.stream(seed: options.seed, key: UInt64(index))
    let seed = random.next()
    let draw = Double(random.next() >> 11) * 0x1p-53
    let kind = faults.first { draw < $0.upTo }?.kind
    var plan = Plan(drawnFrom: &random, rates: options.variations)
    if let kind {
      plan.isTest = false
      kind.fault.shape(&plan)
      plan.settle()
    }
    return Draft(random: random, seed: seed, kind: kind, plan: plan)
  }

  /// Evenly over the days; an order is never placed before one with a lower index.
  private func placed(_ index: Int, random: inout SplitMix64) -> Timestamp {
    let span = Int64(options.days) * 86_400_000
    let first = span * Int64(index) / Int64(options.orders)
    let next = span * Int64(index + 1) / Int64(options.orders)
    let milliseconds = first + Int64(random.below(Int(max(1, next - first))))
    return options.start + Interval(microseconds: milliseconds * 1000)
  }
}
