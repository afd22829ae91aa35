import LedgerCore

/// Where an order was placed.
enum Origin: UInt8, Sendable { case shopify, amazon }

/// The facts of one order: what was bought and how it is called in each system. What happens to it
/// is the script's.
struct Order: Sendable {
  struct Line: Sendable {
    var product: Int
    var quantity: Int
    /// After the customer's edit; equal to `quantity` where there was none.
    var editedQuantity: Int

    var price: Int64 { Catalogue.products[product].price }
  }

  /// A parcel, or a refund: how many of each line.
  struct Portion: Sendable {
    var quantities: [Int]

    var isEmpty: Bool { quantities.allSatisfy { $0 == 0 } }
  }

  let index: Int
  let seed: UInt64
  let origin: Origin
  let placed: Timestamp
  var lines: [Line]
  var shipping: Int64
  var tender = Tender.usd
  var isTest = false
  var isCapturedAtShipping = false
  var parcels: [Portion] = []
  var refunds: [Portion] = []
  /// What the gateway took beyond or short of the order's total.
  var captureError: Int64 = 0
  /// Total of another order that the same payment paid for.
  var sharedTotal: Int64 = 0
  var sharedShopifyID: Int64 = 0

  /// When a marketplace wants it shipped.
  var shipBy: Timestamp { placed + .days(4) }

  /// Number behind `#`, dense from 1001.
  var number: Int { index + 1001 }
}

// MARK: Money

extension Order {
  func subtotal(edited: Bool) -> Int64 {
    lines.reduce(0) { $0 + $1.price * Int64(edited ? $1.editedQuantity : $1.quantity) }
  }

  func total(edited: Bool) -> Int64 { subtotal(edited: edited) + shipping }

  func value(of portion: Portion) -> Int64 {
    zip(lines, portion.quantities).reduce(0) { $0 + $1.0.price * Int64($1.1) }
  }

  func refunded(count: Int) -> Int64 { refunds.prefix(count).reduce(0) { $0 + value(of: $1) } }

  /// Units refunded of a line by the first `count` refunds.
  func refundedQuantity(line: Int, count: Int) -> Int {
    refunds.prefix(count).reduce(0) { $0 + $1.quantities[line] }
  }

  /// Units shipped of a line by the first `count` parcels.
  func shippedQuantity(line: Int, count: Int) -> Int {
    parcels.prefix(count).reduce(0) { $0 + $1.quantities[line] }
  }
}

// MARK: Names in the systems

extension Order {
  private func id(_ base: Int64, _ kind: UInt64, spread: Int64 = 97) -> Int64 {
    base + Int64(index) * spread + Int64(SplitMix64.mixed(seed ^ kind) % UInt64(spread))
  }

  /// Above 2^53 as Shopify's test orders are: a reader that rounds numbers is found out.
  var shopifyID: Int64 { id(9_107_382_911_946_154, 1, spread: 1024) }
  var checkoutID: Int64 { id(37_119_220_518_000, 2) }
  func shopifyLineID(_ line: Int) -> Int64 { id(14_988_120_000_000, 3) * 8 + Int64(line) }
  func shopifyFulfillmentID(_ parcel: Int) -> Int64 { id(4_884_530_000_000, 4) * 8 + Int64(parcel) }
  func shopifyRefundID(_ refund: Int) -> Int64 { id(929_360_000_000, 5) * 8 + Int64(refund) }
  var shopifyReturnID: Int64 { id(18_120_000_000, 6) }

  var salesOrderID: Int64 { id(2_400_000, 7, spread: 16) }
  var duplicateSalesOrderID: Int64 { salesOrderID + 900_000_000 }
  func itemFulfillmentID(_ parcel: Int) -> Int64 {
    salesOrderID * 8 + 1_000_000_000 + Int64(parcel)
  }
  var invoiceID: Int64 { salesOrderID * 8 + 2_000_000_000 }
  var depositID: Int64 { salesOrderID * 8 + 3_000_000_000 }
  var returnAuthorizationID: Int64 { salesOrderID * 8 + 4_000_000_000 }
  func creditMemoID(_ refund: Int) -> Int64 { salesOrderID * 8 + 5_000_000_000 + Int64(refund) }

  var shipStationID: Int64 { id(94_113_000, 8, spread: 16) }
  func shipmentID(_ parcel: Int) -> Int64 { shipStationID * 8 + 500_000_000 + Int64(parcel) }

  var paymentSeed: UInt64 { SplitMix64.mixed(seed ^ 0x70) }
  var chargeSeed: UInt64 { SplitMix64.mixed(seed ^ 0x71) }
  func refundSeed(_ refund: Int) -> UInt64 { SplitMix64.mixed(seed ^ 0x72 ^ UInt64(refund) << 8) }
  func trackerSeed(_ parcel: Int) -> UInt64 { SplitMix64.mixed(seed ^ 0x73 ^ UInt64(parcel) << 8) }
  /// Digits of a UPS-like code after `1Z`, unique by the order's number and the parcel.
  func trackingDigits(_ parcel: Int) -> UInt64 {
    (SplitMix64.mixed(seed ^ 0x74) % 10_000_000) * 1_000_000_000 + UInt64(index) * 10
      + UInt64(parcel)
  }
}

extension Order {
  /// The name by which people ask for it: `#1001`, or Amazon's.
  var displayName: String {
    let writer = BodyWriter(capacity: 32)
    return String(decoding: writer.name(of: self).bytes, as: UTF8.self)
  }
}

extension BodyWriter {
  /// `#1001`, or `903-0001001-1234567` for an order of Amazon.
  @discardableResult
  func name(of order: Order) -> BodyWriter {
    switch order.origin {
    case .shopify: return text("#").number(order.number)
    case .amazon: return amazonID(of: order)
    }
  }

  /// Amazon's form 3-7-7.
  @discardableResult
  func amazonID(of order: Order) -> BodyWriter {
    text("903-").digits(UInt64(order.number), width: 7).text("-")
    return digits(SplitMix64.mixed(order.seed ^ 0x75) % 10_000_000, width: 7)
  }

  @discardableResult
  func tracking(_ order: Order, parcel: Int) -> BodyWriter {
    text("1Z").digits(order.trackingDigits(parcel), width: 16)
  }
}
