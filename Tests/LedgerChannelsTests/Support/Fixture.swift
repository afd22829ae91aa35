import Foundation
import LedgerCore
import Testing

/// Files that the tests read.
enum Fixture {
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
    return Array(try Data(contentsOf: url))
  }

  static func document(_ name: String) throws -> JSONDocument {
    try JSONDocument.parse(try bytes(name))
  }

  /// All payloads kept beside the tests.
  static let payloads = [
    "adyen.capture-true", "amazon.OrderChangeNotification", "bigcommerce.statusUpdated",
    "cloudevents.batch", "cloudevents.event", "ebay.MARKETPLACE_ACCOUNT_DELETION",
    "quickbooks.cloudevents-batch", "quickbooks.legacy", "shipbob.order",
    "shiphero.shipment_update", "shopify.fulfillment_orders.split", "shopify.orders.edited",
    "shopify.orders.paid", "stripe.checkout.session.completed", "stripe.payment_intent.canceled",
    "woocommerce.order",
  ]

  /// The directory that holds the whole set of payloads, where it is there.
  static let shared = package.deletingLastPathComponent().appending(path: "shared/payloads")

  /// The rulebook that the product ships.
  static let rulebook = package.appending(path: "Sources/LedgerEngine/Resources/retail")

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path()) }

  /// All files below a directory with one of the extensions, in path order.
  static func files(in directory: URL, _ extensions: Set<String>) -> [URL] {
    let found = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)
    let files = (found?.allObjects as? [URL] ?? []).filter { extensions.contains($0.pathExtension) }
    return files.sorted { $0.path() < $1.path() }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): random numbers that a seed repeats.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
