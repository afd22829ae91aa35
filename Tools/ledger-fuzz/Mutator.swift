import LedgerCore
import LedgerTesting

/// Damages payloads. All that it does follows from its random numbers.
struct Mutator {
  var random: SplitMix64
  let sources: FuzzSources

  /// As many orders as runs of digits are told apart by: else all variants of a payload are one order.
  private static let cohorts: UInt64 = 4_000

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
  mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  mutating func source() -> FuzzSource {
    chance(3, of: 5) ? pick(sources.payloads) : pick(sources.simulated)
  }

  /// A source with another identity and some damage; now and then none.
  mutating func damaged() -> FuzzSource {
    var source = source()
    if !chance(1, of: 20) { renumber(&source.body) }
    // Else most would be conflicts with the payload that they were made of.
    if !chance(1, of: 8) { rename(&source.headers) }
    switch below(20) {
    case 0..<4: break
    case 4..<16: editJSON(&source.body)
    case 16: source.body = splice(source.body, self.source().body)
    default: editBytes(&source.body)
    }
    if chance(1, of: 30) { editBytes(&source.body) }
    if chance(1, of: 6) { editHeaders(&source.headers) }
    return source
  }

  /// Gives long runs of digits other digits: the same run the same ones throughout a payload.
  private mutating func renumber(_ body: inout [UInt8]) {
    let cohort = random.next() % Mutator.cohorts
    var start = 0
    while start < body.count {
      guard isDigit(body[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < body.count, isDigit(body[end]) { end += 1 }
      // The beginning stays, so that a time in seconds stays one; a year stays too.
      let isYear = end - start == 4 && end < body.count && body[end] == 0x2d
      let kept = end - start < 5 ? 1 : 2
      if end - start >= 3, !isYear {
        var hash = cohort
        for byte in body[start..<end] { hash = SplitMix64.mixed(hash &* 31 &+ UInt64(byte)) }
        for place in (start + kept)..<end {
          body[place] = 0x30 + UInt8(hash % 10)
          hash = SplitMix64.mixed(hash)
        }
      }
      start = end
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Makes it a delivery of its own.
  private mutating func rename(_ headers: inout [(name: String, value: String)]) {
    for index in headers.indices where headers[index].name.hasSuffix("id") {
      headers[index].value = "\(random.next())"
    }
  }

  /// The beginning of one and the end of another.
  private mutating func splice(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    Array(first.prefix(below(first.count + 1)) + second.suffix(below(second.count + 1)))
  }

  /// Flips, cuts, inserts and repeats bytes, without regard for what they mean.
  mutating func editBytes(_ body: inout [UInt8]) {
    for _ in 0..<(1 + below(4)) where !body.isEmpty {
      let place = below(body.count)
      switch below(9) {
      case 0: body[place] ^= 1 << UInt8(below(8))
      case 1: body.removeSubrange(place...)
      case 2: body.removeSubrange(place..<min(body.count, place + 1 + below(200)))
      case 3: body[place] = 0
      case 4: body.insert(contentsOf: pick(Mutator.noText), at: place)
      case 5: body[place] = pick(Array("{}[],:\"\\0-e.+ tfnN\n".utf8))
      case 6: body.insert(contentsOf: pick(Mutator.scalars).utf8, at: place)
      case 7:
        let end = min(body.count, place + 1 + below(300))
        body.insert(contentsOf: body[place..<end], at: place)
      default: body.insert(UInt8(below(256)), at: place)
      }
    }
    if chance(1, of: 400) { body = [] }
    if chance(1, of: 60_000) {
      body += [UInt8](repeating: 0x20, count: (1 << 24) - 40 + below(80) - min(body.count, 1 << 20))
    }
  }

  /// Bytes that are no UTF-8: stray, overlong, a surrogate, cut short, a byte order mark.
  private static let noText: [[UInt8]] = [
    [0xff], [0xfe, 0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xef, 0xbb, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
  ]

  mutating func editHeaders(_ headers: inout [(name: String, value: String)]) {
    for _ in 0..<(1 + below(3)) {
      switch below(8) {
      case 0 where !headers.isEmpty: headers.remove(at: below(headers.count))
      case 1 where !headers.isEmpty: headers.append(pick(headers))
      case 2 where !headers.isEmpty:
        headers[below(headers.count)].value = pick(Mutator.headerValues)
      case 3 where !headers.isEmpty:
        rename(&headers)
      case 4: headers = source().headers
      case 5 where chance(1, of: 50):
        for number in 0..<(1_020 + below(10)) { headers.append(("x-\(number)", "1")) }
      case 6 where chance(1, of: 10):
        headers.append(("x-long", String(repeating: "h", count: 65_500 + below(80))))
      default:
        headers.append((pick(Mutator.headerNames), pick(Mutator.headerValues)))
      }
    }
  }

  private static let headerNames = [
    "x-shopify-topic", "x-wc-webhook-topic", "content-type", "ce-type", "ce-id", "ce-time",
    "ce-source", "ce-correlationid", "authorization", "x-correlation-id", "", "\u{0}", "é",
    "content-encoding", "x-shopify-webhook-id", "stripe-signature",
  ]
  private static let headerValues = [
    "", "\u{0}", "orders/paid", "orders/updated", "refunds/create", "order.updated", "0", "null",
    "application/x-www-form-urlencoded", "text/xml; charset=utf-16", "Bearer é", "\u{feff}",
    "9999-12-31T23:59:59.999999Z", "t=99999999999999999999,v1=zz", "Basic !!!!", "\u{202e}abc",
    String(repeating: "9", count: 5_000), String(repeating: "a", count: 1_200), "1/2/3/4",
  ]
}
