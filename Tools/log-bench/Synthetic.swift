import LedgerLog

/// SplitMix64, seeded.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

/// Deliveries of about 1.2 KB with headers, in which what differs in reality differs: ids, names,
/// addresses, times, amounts, the signature.
struct Synthetic {
  var random: SeededGenerator

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func pick(_ words: [String]) -> String { words[number(0...words.count - 1)] }

  mutating func token(_ alphabet: String, _ count: Int) -> String {
    let letters = Array(alphabet)
    return String((0..<count).map { _ in letters[number(0...letters.count - 1)] })
  }

  mutating func delivery() -> Payload {
    let id = number(5_000_000_000_000...5_999_999_999_999)
    let minute = number(0...59)
    let time = "2026-\(two(1...12))-\(two(1...28))T\(two(0...23)):\(two(0...59)):\(minute % 10)5Z"
    let first = pick(Synthetic.firstNames) + token("aeiou", 1)
    let last = pick(Synthetic.lastNames) + token("bcdfgklmnrst", 2)
    let email =
      "\(first.lowercased()).\(last.lowercased())\(number(1...999))@\(pick(Synthetic.hosts))"
    let total = "\(number(5...900)).\(two(0...99))"
    let body = """
      {"id":\(id),"admin_graphql_api_id":"gid://shopify/Order/\(id)","name":"#\(number(1000...99999))",\
      "confirmed":true,"cancelled_at":null,"created_at":"\(time)","updated_at":"\(time)",\
      "currency":"\(pick(["USD", "EUR", "GBP"]))","financial_status":"\(pick(Synthetic.payments))",\
      "fulfillment_status":\(pick(["null", "\"fulfilled\"", "\"partial\""])),\
      "current_total_price":"\(total)","total_tax":"\(number(0...99)).\(two(0...99))",\
      "email":"\(email)","customer":{"id":\(number(6_000_000_000_000...6_999_999_999_999)),\
      "first_name":"\(first)","last_name":"\(last)"},"shipping_address":{"address1":"\(number(1...999)) \
      \(pick(Synthetic.lastNames)) \(pick(["St", "Ave", "Rd"]))","city":"\(pick(Synthetic.cities))",\
      "zip":"\(number(10000...99999))","country_code":"\(pick(["US", "DE", "GB"]))"},"line_items":[\
      {"id":\(number(13_000_000_000_000...13_999_999_999_999)),"sku":"\(token("ABCDEFGH0123456789", 8))",\
      "quantity":\(number(1...5)),"price":"\(number(1...300)).\(two(0...99))","fulfillment_status":null}],\
      "total_price_set":{"shop_money":{"amount":"\(total)","currency_code":"USD"},\
      "presentment_money":{"amount":"\(total)","currency_code":"USD"}},"tax_lines":[],"discount_codes":[],\
      "source_name":"web","test":false}
      """
    let signature =
      token("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 43) + "="
    let headers = [
      ("content-type", "application/json"), ("user-agent", "Shopify-Captain-Hook"),
      ("x-shopify-api-version", "2024-10"), ("x-shopify-hmac-sha256", signature),
      ("x-shopify-shop-domain", "shop.myshopify.com"), ("x-shopify-topic", "orders/updated"),
      ("x-shopify-triggered-at", time), ("x-shopify-webhook-id", uuid()),
    ]
    return Payload(
      headers: headers.map { Header(name: $0.0, value: $0.1) }, body: Array(body.utf8))
  }

  private mutating func uuid() -> String {
    [8, 4, 4, 4, 12].map { token("0123456789abcdef", $0) }.joined(separator: "-")
  }

  private mutating func two(_ range: ClosedRange<Int>) -> String {
    let value = number(range)
    return value < 10 ? "0\(value)" : "\(value)"
  }

  static let firstNames = ["Ann", "Bo", "Chris", "Dana", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jun"]
  static let lastNames = [
    "Mill", "Stone", "Brook", "Field", "Hart", "Lane", "Wood", "Marsh", "Dale",
  ]
  static let cities = ["Berlin", "Portland", "Leeds", "Austin", "Bremen", "York", "Salem", "Bath"]
  static let hosts = ["example.com", "example.org", "mail.example.net", "post.example.com"]
  static let payments = ["paid", "pending", "authorized", "partially_refunded", "refunded"]
}
