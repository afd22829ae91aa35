import LedgerCore

/// The course an order is to take, before anything goes wrong.
struct Plan: Sendable {
  enum Ending: UInt8, Sendable {
    case delivered
    case cancelled
    /// Some units are paid back, nothing comes back.
    case partlyRefunded
    /// Everything comes back and is paid back.
    case returned
  }

  var origin: Origin = .shopify
  var ending: Ending = .delivered
  var parcels = 1
  /// Money is taken when the parcel leaves, not when the order is placed.
  var capturesAtShipping = false
  /// The customer takes units off after the purchase.
  var isEdited = false
  var isTest = false
  /// One payment pays for this order and the next.
  var isPaidTogether = false
  /// The payment of the order before pays for this one too.
  var isPaidByOther = false

  init() {}

  init(drawnFrom random: inout SplitMix64, rates: VariationRates) {
    origin = random.chance(rates.amazon) ? .amazon : .shopify
    parcels = random.chance(rates.split) ? 2 : 1
    let course = random.chance(rates.cancelled)
    let refund = random.chance(rates.partlyRefunded)
    let comesBack = random.chance(rates.returned)
    if course {
      ending = .cancelled
    } else if refund {
      ending = .partlyRefunded
    } else if comesBack {
      ending = .returned
    }
    capturesAtShipping = random.chance(rates.capturedAtShipping)
    isEdited = random.chance(rates.edited)
    isTest = random.chance(rates.test)
    isPaidTogether = random.chance(rates.paidTogether)
    settle()
  }

  /// Makes it an order of the shop whose money the gateway takes at once, and that nobody edits.
  mutating func becomePlainSale(ending: Ending = .delivered) {
    origin = .shopify
    capturesAtShipping = false
    isEdited = false
    self.ending = ending
  }

  /// Removes what does not go together.
  mutating func settle() {
    if origin == .amazon {
      isPaidTogether = false
      capturesAtShipping = false
      isEdited = false
      isTest = false
      if ending == .partlyRefunded || ending == .returned { ending = .delivered }
    }
    if isTest {
      ending = .delivered
      isPaidTogether = false
    }
    if isPaidTogether || isPaidByOther {
      origin = .shopify
      isTest = false
      isEdited = false
      capturesAtShipping = false
      ending = .delivered
    }
    if isEdited { capturesAtShipping = true }
  }
}

/// How often orders take a course that is legal and not the plainest.
public struct VariationRates: Sendable {
  public var amazon = 0.2
  public var split = 0.12
  public var cancelled = 0.04
  public var partlyRefunded = 0.04
  public var returned = 0.04
  public var capturedAtShipping = 0.3
  public var edited = 0.03
  public var test = 0.002
  public var paidTogether = 0.01

  public init() {}
}
