import LedgerCore

extension Order {
  /// Draws what is bought, and in which parcels it leaves.
  init(
    index: Int, seed: UInt64, plan: Plan, placed: Timestamp, random: inout SplitMix64
  ) {
    let lineCount = max(plan.parcels, 1 + random.below(3))
    let first = random.below(Catalogue.products.count)
    let lines = (0..<lineCount).map { line in
      let quantity = 1 + random.below(3) + (plan.isEdited && line == 0 ? 1 : 0)
      return Line(
        product: (first + line * 5) % Catalogue.products.count, quantity: quantity,
        editedQuantity: plan.isEdited && line == 0 ? quantity - 1 : quantity)
    }
    self.init(
      index: index, seed: seed, origin: plan.origin, placed: placed, lines: lines,
      shipping: [0, 495, 795, 1250][random.below(4)])
    isTest = plan.isTest
    isCapturedAtShipping = plan.capturesAtShipping
    parcels = drawnParcels(plan.parcels)
    refunds = drawnRefunds(plan.ending)
  }

  /// Line by line in turn, so that every parcel holds something; of some lines, one unit leaves in
  /// each of the other parcels.
  private func drawnParcels(_ count: Int) -> [Portion] {
    (0..<count).map { parcel in
      Portion(
        quantities: lines.indices.map { line in
          let units = lines[line].editedQuantity
          let isDivided = units >= count && (seed >> UInt64(40 + line)) & 1 == 1
          let elsewhere = isDivided ? 1 : 0
          return line % count == parcel ? units - (count - 1) * elsewhere : elsewhere
        })
    }
  }

  private func drawnRefunds(_ ending: Plan.Ending) -> [Portion] {
    switch ending {
    case .delivered, .cancelled: []
    case .partlyRefunded: [Portion(quantities: lines.indices.map { $0 == 0 ? 1 : 0 })]
    case .returned: [Portion(quantities: lines.map(\.editedQuantity))]
    }
  }
}
