import HTTPTypes
import Hummingbird
import LedgerEngine
import NIOCore

/// A request's body as it comes. No more is read from the connection than is asked for here.
struct BodyPieces {
  private var iterator: RequestBody.AsyncIterator

  init(_ request: Request) { iterator = request.body.makeAsyncIterator() }

  /// - Throws: `cut_short` where the connection ends before the body does.
  mutating func next() async throws(Problem) -> ByteBuffer? {
    do { return try await iterator.next() } catch { throw .cutShort }
  }
}

extension Problem {
  static let cutShort = Problem(
    .badRequest, "cut_short", "The connection ended before the body did")
}

extension Request {
  /// - Throws: `too_large` before more than that is taken into memory; `busy`.
  func wholeBody(max: Int, _ pass: inout InFlightGate.Pass) async throws -> [UInt8] {
    let length = headers[.contentLength].flatMap { Int($0) }
    if let length, length > max { throw Problem(Refusal.tooLarge(bytes: length, limit: max)) }
    var bytes: [UInt8] = []
    var pieces = BodyPieces(self)
    while let piece = try await pieces.next() {
      let count = bytes.count + piece.readableBytes
      guard count <= max else { throw Problem(Refusal.tooLarge(bytes: count, limit: max)) }
      try pass.hold(bytes: piece.readableBytes)
      if bytes.isEmpty, let length { bytes.reserveCapacity(Swift.min(length, 1 << 16)) }
      bytes.append(contentsOf: piece.readableBytesView)
    }
    // Where the connection ends early, what came looks like all of it.
    if let length, bytes.count != length { throw Problem.cutShort }
    return bytes
  }

  /// Of a small request, which counts little among what is in memory.
  func wholeBody(max: Int) async throws -> [UInt8] {
    var pass = InFlightGate(bytesMax: max, deliveriesMax: 0).pass()
    return try await wholeBody(max: max, &pass)
  }
}
