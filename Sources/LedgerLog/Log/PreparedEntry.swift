public import LedgerCore

/// An entry in its canonical bytes, with its body, ready to be appended.
public struct PreparedEntry: Sendable {
  public let position: LogPosition
  public let received: Timestamp
  let bytes: [UInt8]
  let body: StoredBody?

  /// `body` goes with `entry.content`: both or neither.
  public init(_ entry: Entry, body: StoredBody?) throws(LogError) {
    guard (entry.content == nil) == (body == nil) else { throw .contentUnmatched(entry.position) }
    position = entry.position
    received = entry.received
    self.body = body
    do throws(FormatFault) {
      bytes = try entry.encoded()
    } catch {
      throw .unwritable(entry.position, error)
    }
  }
}
