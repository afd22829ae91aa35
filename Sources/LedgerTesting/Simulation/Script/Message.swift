import LedgerCore

/// What one delivery says. Together with the order's facts it determines the body, byte for byte.
enum Message: Sendable {
  case shopifyOrder(ShopifyTopic, StorefrontView)
  case shopifyFulfillment(parcel: Int)
  case shopifyRefund(Int)
  case shopifyReturn(ShopifyReturnStatus)
  case shopifyEdit
  case amazonOrder(AmazonStatus, parcels: Int)
  case salesOrder(SalesOrderView)
  case itemFulfillment(parcel: Int, shortBy: Int)
  case customerDeposit(isDeposited: Bool)
  case invoice(isPaid: Bool)
  case returnAuthorization(letter: UInt8)
  case creditMemo(refund: Int)
  case recordError
  case paymentIntent(PaymentIntentStatus)
  case charge(ChargeEvent)
  case refund(Int)
  case shipStationOrder(ShipStationStatus)
  case shipStationShipment(parcel: Int)
  case tracker(parcel: Int, TrackerStatus)
  case hop(HopStage, HopTopic)
  case orderConfirmed
  case heartbeat
}

enum ShopifyTopic: UInt8, Sendable {
  case create, paid, updated, partiallyFulfilled, fulfilled, cancelled

  var label: StaticString {
    switch self {
    case .create: "orders/create"
    case .paid: "orders/paid"
    case .updated: "orders/updated"
    case .partiallyFulfilled: "orders/partially_fulfilled"
    case .fulfilled: "orders/fulfilled"
    case .cancelled: "orders/cancelled"
    }
  }
}

/// The storefront's snapshot of an order.
struct StorefrontView: Sendable {
  enum Financial: UInt8, Sendable {
    case pending, authorized, paid, partiallyRefunded, refunded, voided

    var label: StaticString {
      switch self {
      case .pending: "pending"
      case .authorized: "authorized"
      case .paid: "paid"
      case .partiallyRefunded: "partially_refunded"
      case .refunded: "refunded"
      case .voided: "voided"
      }
    }
  }

  var financial: Financial
  var isCancelled = false
  var isEdited = false
  /// How many parcels it knows of.
  var parcels = 0
  var refunds = 0
}

enum ShopifyReturnStatus: UInt8, Sendable {
  case requested, open, closed

  var label: StaticString {
    switch self {
    case .requested: "requested"
    case .open: "open"
    case .closed: "closed"
    }
  }

  var topic: StaticString {
    switch self {
    case .requested: "returns/request"
    case .open: "returns/approve"
    case .closed: "returns/close"
    }
  }
}

enum AmazonStatus: UInt8, Sendable {
  case pending, unshipped, partiallyShipped, shipped, canceled

  var label: StaticString {
    switch self {
    case .pending: "Pending"
    case .unshipped: "Unshipped"
    case .partiallyShipped: "PartiallyShipped"
    case .shipped: "Shipped"
    case .canceled: "Canceled"
    }
  }
}

/// NetSuite's sales order.
struct SalesOrderView: Sendable {
  /// `A` to `H`, as in `SalesOrd:B`.
  var letter: UInt8
  var isEdited = false
  /// A second document for the same order.
  var isDuplicate = false
  /// Units shipped are those of the first so many parcels.
  var parcels = 0
  /// Units more than ordered, of the first line.
  var bookedBeyond = 0
  /// Units less than truly shipped, of the first line.
  var shortBy = 0
}

enum PaymentIntentStatus: UInt8, Sendable {
  case requiresCapture, succeeded, canceled

  var label: StaticString {
    switch self {
    case .requiresCapture: "requires_capture"
    case .succeeded: "succeeded"
    case .canceled: "canceled"
    }
  }

  var type: StaticString {
    switch self {
    case .requiresCapture: "payment_intent.amount_capturable_updated"
    case .succeeded: "payment_intent.succeeded"
    case .canceled: "payment_intent.canceled"
    }
  }
}

struct ChargeEvent: Sendable {
  enum Kind: UInt8, Sendable {
    case succeeded, captured, refunded

    var type: StaticString {
      switch self {
      case .succeeded: "charge.succeeded"
      case .captured: "charge.captured"
      case .refunded: "charge.refunded"
      }
    }
  }

  var kind: Kind
  var isEdited = false
  var refunds = 0
  /// The whole amount went back.
  var isWhollyRefunded = false
}

enum ShipStationStatus: UInt8, Sendable {
  case awaitingShipment, shipped, cancelled

  var label: StaticString {
    switch self {
    case .awaitingShipment: "awaiting_shipment"
    case .shipped: "shipped"
    case .cancelled: "cancelled"
    }
  }
}

enum TrackerStatus: UInt8, Sendable {
  case preTransit, inTransit, delivered

  var label: StaticString {
    switch self {
    case .preTransit: "pre_transit"
    case .inTransit: "in_transit"
    case .delivered: "delivered"
    }
  }
}

enum HopStage: UInt8, Sendable {
  case received, transformed, forwarded, failed

  var label: StaticString {
    switch self {
    case .received: "received"
    case .transformed: "transformed"
    case .forwarded: "forwarded"
    case .failed: "failed"
    }
  }
}

/// What the connector carries.
enum HopTopic: UInt8, Sendable {
  case order, cancellation, shipment
}
