import LedgerChannels
import LedgerCore
import Testing

@Suite("Deliveries in files")
struct DeliveryReaderTests {
  private func records(_ text: String, lineBytesMax: Int = deliveryLineBytesMax) -> [DeliveryRecord]
  {
    var reader = DeliveryReader(lines: ArraySource(Array(text.utf8)), lineBytesMax: lineBytesMax)
    var records: [DeliveryRecord] = []
    while let record = reader.next() { records.append(record) }
    return records
  }

  /// `line [name: value, …] body`, or the refusal.
  private func text(_ record: DeliveryRecord) -> String {
    switch record {
    case .delivery(let delivery):
      let headers = delivery.headers.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
      return "\(delivery.line) [\(headers)] \(String(decoding: delivery.body, as: UTF8.self))"
    case .refused(let refusal): return "\(refusal.line) \(refusal.code)"
    }
  }

  @Test("a body keeps the exact bytes that the file has")
  func exactBytes() {
    let lines = """
      {"headers":{"X-A":"1","x-b":["2","3"],"n":4,"none":null},"body": { "id" :820982911946154508, "e":"\\u00e9" } ,"topic":"t"}
      \t
      {"body":[1.0, 2] ,"headers":{}}
      {"headers":{},"body":"<a>\\n\\"é\\"</a>"}\r
      {"headers":{},"body_base64":"AAH/"}
      {"headers":{},"body":null}
      {"id":1, "body":"x"}
      {"headers":"x","body":1}
      no json
      """
    #expect(
      records(lines).dropLast(5).map(text) == [
        "1 [x-a: 1, x-b: 2, x-b: 3, n: 4] { \"id\" :820982911946154508, \"e\":\"\\u00e9\" }",
        "3 [] [1.0, 2]", "4 [] <a>\n\"é\"</a>",
      ])
    let rest = records(lines).dropFirst(4).map(text)
    #expect(
      rest == [
        "6 [] ", "7 [] {\"id\":1, \"body\":\"x\"}", "8 [] {\"headers\":\"x\",\"body\":1}",
        "9 [] no json",
      ])
    guard case .delivery(let binary) = records(lines)[3] else { return #expect(Bool(false)) }
    #expect(binary.body == [0, 1, 255])
  }

  @Test("a file of one delivery keeps its line breaks")
  func wholeFiles() throws {
    let record = DeliveryRecord(reading: Array("{\n \"headers\": {},\n \"body\": {\n}\n}\n".utf8))
    #expect(text(record) == "1 [] {\n}")
    let bytes = try Fixture.bytes("shopify.orders.paid.json")
    guard case .delivery(let paid) = DeliveryRecord(reading: bytes) else {
      return #expect(Bool(false))
    }
    #expect(paid.headers.contains { $0 == ("x-shopify-topic", "orders/paid") })
    #expect(paid.body.first == UInt8(ascii: "{"))
    #expect(paid.body.count > 9_000)
    #expect(text(DeliveryRecord(reading: [0xff])) == "1 [] \u{fffd}")
  }

  @Test("a time of receipt is read; what looks like a delivery and is none is refused")
  func refusals() throws {
    let received = records("{\"headers\":{},\"body\":{},\"received\":\"2026-03-01T10:00:00Z\"}")
    guard case .delivery(let delivery)? = received.first else { return #expect(Bool(false)) }
    #expect(delivery.received == Timestamp(rfc3339: "2026-03-01T10:00:00Z"))
    let lines = """
      {"headers":{},"body":{},"received":"today"}
      {"headers":{},"body":{},"received":null}
      {"headers":{},"body":{},"body_base64":""}
      {"headers":{},"body_base64":"?"}
      {"headers":{"a":{}},"body":{}}
      {"headers":{"a":[1]},"body":{}}
      """
    #expect(
      records(lines).map(text) == [
        "1 bad_received", "2 [] {}", "3 two_bodies", "4 bad_base64", "5 bad_header",
        "6 bad_header",
      ])
  }

  @Test("a body that is no JSON leaves the delivery its headers, and is kept as it came")
  func brokenBodies() {
    let deep = String(repeating: "[", count: 127) + String(repeating: "]", count: 127)
    let lines = """
      {"headers":{"a":"1"},"body":{"id":1,"id":2}}
      {"channel":"c","headers": {"a":"1"} , "body": {"id": "}\\"" "x"} ,"topic":"t"}
      {"headers":{"a":"1"},"body":{"id":NaN},"received":"today"}
      {"headers":{"a":"1"},"body":{"id":NaN},"received":"2026-03-01T10:00:00Z"}
      {"body":[1,],"headers":{"a":"1"}}
      {"headers":{"a":"1"},"body":\(deep)}
      {"headers":{"a":"1"},"body":"text
      {"headers":{"a":"1"},"body":
      {"headers":{"a":"1"},"bod
      {"headers":{"a":"1","a":"2"},"body":{}}
      {"headers":{"authorization":"Basic c2Vjc
      {"headers":{"a":"1"},"body_base64":"AAH/
      {"headers":[1,"body":{}}
      """
    #expect(
      records(lines).map(text) == [
        "1 [a: 1] {\"id\":1,\"id\":2}", "2 [a: 1] {\"id\": \"}\\\"\" \"x\"}",
        "3 bad_received", "4 [a: 1] {\"id\":NaN}", "5 [a: 1] [1,]", "6 [a: 1] \(deep)",
        "7 [a: 1] \"text", "8 broken_headers", "9 broken_headers", "10 broken_headers",
        "11 broken_headers", "12 bad_base64", "13 [] {\"headers\":[1,\"body\":{}}",
      ])
  }

  @Test("a line beyond the limit is refused by its number, and reading goes on")
  func longLines() {
    let long = String(repeating: "x", count: 101)
    let found = records("{}\n\(long)\n\n{\"a\":1}", lineBytesMax: 100)
    #expect(found.map(text) == ["1 [] {}", "2 too_long", "4 [] {\"a\":1}"])
    guard case .refused(let refusal) = found[1] else { return #expect(Bool(false)) }
    #expect(refusal.reason == .tooLong(bytes: 101, limit: 100))
    #expect(records(String(long.dropLast()), lineBytesMax: 100).map(text).count == 1)
  }

  /// Gives bytes one at a time, and fails after them.
  private struct Drip: ByteSource {
    struct Failure: Error, Equatable {}

    var bytes: ArraySlice<UInt8>

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
      guard let next = bytes.popFirst() else { throw Failure() }
      buffer[0] = next
      return 1
    }
  }

  @Test("lines come whole from a source that gives single bytes, and its error comes through")
  func drip() throws {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    var reader = DeliveryReader(
      lines: Drip(bytes: (mark + Array("{\"a\":1}\n{\"b\":2}\n".utf8))[...]))
    var found: [String] = []
    #expect(throws: Drip.Failure.self) {
      while let record = try reader.next() { found.append(text(record)) }
    }
    #expect(found == ["1 [] {\"a\":1}", "2 [] {\"b\":2}"])
  }

  @Test("what was received after now is refused, but for a clock that is a little ahead")
  func future() throws {
    let now = try #require(Timestamp(rfc3339: "2026-03-02T10:00:00Z"))
    for (received, isRefused) in [
      ("2026-03-02T09:00:00Z", false), ("2026-03-02T10:04:59Z", false),
      ("2026-03-02T10:05:01Z", true), ("9999-12-31T23:59:59Z", true),
    ] {
      let line = Array(#"{"received":"\#(received)","headers":{},"body":{}}"#.utf8)
      switch DeliveryRecord(reading: line, line: 7).checked(at: now) {
      case .delivery: #expect(!isRefused, "\(received)")
      case .refused(let refusal):
        #expect(isRefused, "\(received)")
        #expect(refusal.code == "future_received")
        #expect("\(refusal)".hasPrefix("line 7: `received` is \(received.prefix(16))"))
      }
    }
    let raw = DeliveryRecord(reading: Array("{}".utf8)).checked(at: now)
    guard case .delivery = raw else {
      Issue.record("a body without `received` is received now")
      return
    }
  }
}
