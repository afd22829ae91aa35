public import LedgerCore

/// An entry in its canonical bytes, with its body, ready to be appended.
public struct PreparedEntry: Sendable {
  public let position: LogPosition
  public let received: Timestamp
  let bytes: [UInt8]
  let body: StoredBody?
  let isLandmark: Bool

  /// `body` goes with `entry.content`: both or neither.
  ///
  /// - Parameter isLandmark: whether `LogReader.landmarks` is to list it.
  public init(_ entry: Entry, body: StoredBody?, isLandmark: Bool = false) throws(LogError) {
    guard (entry.content == nil) == (body == nil) else { throw .contentUnmatched(entry.position) }
    position = entry.position
    received = entry.received
    self.body = body
    self.isLandmark = isLandmark
    do throws(FormatFault) {
      bytes = try entry.encoded()
    } catch {
      throw .unwritable(entry.position, error)
    }
  }

  init(
    position: LogPosition, received: Timestamp, bytes: [UInt8], body: StoredBody?, isLandmark: Bool
  ) {
    self.position = position
    self.received = received
    self.bytes = bytes
    self.body = body
    self.isLandmark = isLandmark
  }
}
