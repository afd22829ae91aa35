import LedgerCore
import LedgerEngine
import LedgerRules

/// Rulebooks to switch between.
enum Revisions {
  /// Another word for one status: only the fold differs.
  static func mapped() throws -> Rulebook {
    try EngineRulebook.compiled(
      shop: EngineRulebook.shop.replacing(
        "authorized: authorized", with: "authorized: captured"))
  }

  /// Orders are known by another number: bodies are read again, and grouped otherwise.
  static func regrouped() throws -> Rulebook {
    try EngineRulebook.compiled(
      shop: EngineRulebook.shop.replacing(
        "identity: shop/order/id, of: $.id", with: "identity: shop/order/id, of: $.other"))
  }

  /// A body that all of them read; three in a row are of one order, or by the other number, five.
  static func body(_ number: Int) -> String {
    let status = ["pending", "authorized", "paid"][number % 3]
    return ##"{"id":\##(number / 3),"other":\##(number / 5),"status":"\##(status)","##
      + ##""updated":\##(number)}"##
  }
}
