public import LedgerCore

/// A delivery as a file holds it.
public struct RecordedDelivery: Sendable {
  /// Names in lower case; of a raw body, none.
  public var headers: Headers
  public var body: [UInt8]
  /// When it was received, where the file says so.
  public var received: Timestamp?
  /// The line of the file that it stands in, from 1; 1 for a file that is one delivery.
  public var line: Int

  public init(headers: Headers, body: [UInt8], received: Timestamp?, line: Int) {
    self.headers = headers
    self.body = body
    self.received = received
    self.line = line
  }
}

/// One record of a file: a delivery, or why there is none.
public enum DeliveryRecord: Sendable {
  case delivery(RecordedDelivery)
  case refused(DeliveryRefusal)
}

/// A record that looks like a delivery and cannot be one. A body that cannot be read is none: that
/// is kept, and quarantined.
public struct DeliveryRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    case tooLong(bytes: Int, limit: Int)
    /// A header whose value is neither text nor a list of texts.
    case badHeader(name: String)
    /// Not to be read, or nothing behind them: they may hold secrets, so they are not
    /// kept as a body.
    case brokenHeaders
    case badReceived
    /// Received after now: the log's times never go back, so it would hold back all that
    /// comes later.
    case futureReceived(Timestamp, now: Timestamp)
    case badBase64
    /// Both `body` and `body_base64`.
    case twoBodies
  }

  public var line: Int
  public var reason: Reason

  public init(line: Int, reason: Reason) {
    self.line = line
    self.reason = reason
  }

  public var code: String {
    switch reason {
    case .tooLong: "too_long"
    case .badHeader: "bad_header"
    case .brokenHeaders: "broken_headers"
    case .badReceived: "bad_received"
    case .futureReceived: "future_received"
    case .badBase64: "bad_base64"
    case .twoBodies: "two_bodies"
    }
  }

  public var description: String {
    switch reason {
    case .tooLong(let bytes, let limit):
      "line \(line) has \(bytes) bytes, more than \(limit); split it at the sender"
    case .badHeader(let name):
      "line \(line): the header \(name) is neither a text nor a list of texts"
    case .brokenHeaders:
      "line \(line) begins like a delivery, and its headers cannot be read or no body follows"
    case .badReceived: "line \(line): `received` is not an RFC 3339 time"
    case .futureReceived(let received, let now):
      "line \(line): `received` is \(received.rfc3339), and now it is \(now.rfc3339)"
    case .badBase64: "line \(line): `body_base64` is not base64"
    case .twoBodies: "line \(line) has both `body` and `body_base64`; leave one out"
    }
  }
}
