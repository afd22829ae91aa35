public import LedgerCore

/// Reads deliveries from files: raw bodies and delivery objects, one a file or one a line (NDJSON).
///
/// A delivery object is `{"headers": {…}, "body": …}`: an object or array as body keeps its exact
/// bytes, a string is the raw text, and `body_base64` takes its place where the body is no text.
/// `received` (RFC 3339) may say when it came; other members are passed over. Whatever is not such
/// an object is a raw body. Compressed files are decompressed by the caller.
public struct DeliveryReader<Source: ByteSource> {
  private var lines: LineReader<Source>
  private let lineBytesMax: Int

  /// Lines over `lineBytesMax` bytes are refused; memory stays bounded by it.
  public init(lines source: Source, lineBytesMax: Int = deliveryLineBytesMax) {
    lines = LineReader(source, lineBytesMax: lineBytesMax)
    self.lineBytesMax = lineBytesMax
  }

  /// The next record; nil at the end.
  public mutating func next() throws(Source.Failure) -> DeliveryRecord? {
    switch try lines.next() {
    case nil: nil
    case .tooLong(let byteCount, let number):
      .refused(
        DeliveryRefusal(line: number, reason: .tooLong(bytes: byteCount, limit: lineBytesMax)))
    case .bytes(let bytes, let number): DeliveryRecord(reading: bytes, line: number)
    }
  }
}

/// 16 MiB.
public let deliveryLineBytesMax = 1 << 24

extension DeliveryRecord {
  /// How far another machine's clock may be ahead.
  public static let clockSkewMax = Interval.minutes(5)

  /// The same record, refused where it was received after now.
  public func checked(at now: Timestamp) -> DeliveryRecord {
    guard case .delivery(let delivery) = self, let received = delivery.received,
      received > now + DeliveryRecord.clockSkewMax
    else { return self }
    return .refused(
      DeliveryRefusal(line: delivery.line, reason: .futureReceived(received, now: now)))
  }

  /// The record that these bytes are: a whole file, or a line.
  public init(reading bytes: [UInt8], line: Int = 1) {
    guard let document = ParsedBody.document(bytes) else {
      self = DeliveryRecord.broken(bytes, line)
      return
    }
    guard document.kind(document.root) == .object,
      let headers = document.member("headers", of: document.root),
      document.kind(headers) == .object
    else {
      self = .raw(bytes, line)
      return
    }
    let body = document.member("body", of: document.root)
    let encoded = document.member("body_base64", of: document.root)
    guard body != nil || encoded != nil else {
      self = .raw(bytes, line)
      return
    }
    do throws(DeliveryRefusal) {
      guard body == nil || encoded == nil else {
        throw DeliveryRefusal(line: line, reason: .twoBodies)
      }
      let object = DeliveryObject(document: document, line: line)
      self = .delivery(
        RecordedDelivery(
          headers: try object.headers(headers),
          body: try object.body(body, encoded: encoded),
          received: try object.received(), line: line))
    } catch {
      self = .refused(error)
    }
  }

  /// Of bytes that are no JSON: the delivery whose body is none, or the bytes themselves.
  private static func broken(_ bytes: [UInt8], _ line: Int) -> DeliveryRecord {
    guard let members = DeliveryMembers(bytes), let headers = members.value("headers"),
      headers.first == UInt8(ascii: "{")
    else { return raw(bytes, line) }
    let encoded = members.value("body_base64")
    guard let body = members.value("body") ?? encoded else {
      // Where the end is missing, so may be a body; headers may hold secrets, and are not
      // kept as one.
      return members.isWhole
        ? raw(bytes, line) : .refused(DeliveryRefusal(line: line, reason: .brokenHeaders))
    }
    let received = members.value("received").map { Array($0) } ?? Array("null".utf8)
    let parts: [[UInt8]] = [
      Array(#"{"headers":"#.utf8), Array(headers), Array(#","received":"#.utf8), received, [0x7d],
    ]
    let head = Array(parts.joined())
    guard let document = ParsedBody.document(head),
      let node = document.member("headers", of: document.root)
    else { return .refused(DeliveryRefusal(line: line, reason: .brokenHeaders)) }
    do throws(DeliveryRefusal) {
      guard encoded == nil else { throw DeliveryRefusal(line: line, reason: .badBase64) }
      let object = DeliveryObject(document: document, line: line)
      return .delivery(
        RecordedDelivery(
          headers: try object.headers(node),
          body: members.text("body").map { Array($0.utf8) } ?? Array(body),
          received: try object.received(), line: line))
    } catch {
      return .refused(error)
    }
  }

  private static func raw(_ bytes: [UInt8], _ line: Int) -> DeliveryRecord {
    .delivery(RecordedDelivery(headers: [], body: bytes, received: nil, line: line))
  }
}

/// Reads the members of a delivery object.
private struct DeliveryObject {
  let document: JSONDocument
  let line: Int

  func headers(_ node: JSONNode) throws(DeliveryRefusal) -> Headers {
    var headers: Headers = []
    for (name, value) in document.members(of: node) {
      let name = HeaderName.folded(name)
      switch document.kind(value) {
      case .null: continue
      case .object: throw DeliveryRefusal(line: line, reason: .badHeader(name: name))
      case .array:
        for element in document.children(of: value) {
          guard document.kind(element) == .string else {
            throw DeliveryRefusal(line: line, reason: .badHeader(name: name))
          }
          headers.append((name, document.text(element)))
        }
      case .string, .number, .true, .false: headers.append((name, document.text(value)))
      }
    }
    return headers
  }

  func body(_ body: JSONNode?, encoded: JSONNode?) throws(DeliveryRefusal) -> [UInt8] {
    guard let body else { return try decoded(encoded) }
    return plain(body)
  }

  /// null, as tools write it that found no body, is an empty body.
  private func plain(_ node: JSONNode) -> [UInt8] {
    switch document.kind(node) {
    case .null: []
    case .string: document.withUTF8(node) { Array($0) }
    case .object, .array, .number, .true, .false: Array(document.bytes[document.range(node)])
    }
  }

  private func decoded(_ node: JSONNode?) throws(DeliveryRefusal) -> [UInt8] {
    guard let node, document.kind(node) == .string,
      let bytes = document.withUTF8(node, { Base64.decode($0, padding: .optional) })
    else { throw DeliveryRefusal(line: line, reason: .badBase64) }
    return bytes
  }

  func received() throws(DeliveryRefusal) -> Timestamp? {
    guard let node = document.member("received", of: document.root),
      document.kind(node) != .null
    else { return nil }
    guard let received = Timestamp(rfc3339: document.text(node)) else {
      throw DeliveryRefusal(line: line, reason: .badReceived)
    }
    return received
  }
}
