public import LedgerCore

/// Offsets of a time zone, as data of the rulebook, so that a replay does not depend on a machine's
/// time-zone files.
public struct Zone: Sendable, Hashable {
  public struct Transition: Sendable, Hashable {
    public var from: Timestamp
    public var offsetSeconds: Int

    public init(from: Timestamp, offsetSeconds: Int) {
      self.from = from
      self.offsetSeconds = offsetSeconds
    }
  }

  public var name: String
  /// Offset before the first transition, in seconds east of UTC.
  public var initialOffsetSeconds: Int
  /// Ascending.
  public var transitions: [Transition]

  public init(name: String, initialOffsetSeconds: Int, transitions: [Transition]) {
    self.name = name
    self.initialOffsetSeconds = initialOffsetSeconds
    self.transitions = transitions
  }

  public static let utc = Zone(name: "UTC", initialOffsetSeconds: 0, transitions: [])

  public func offsetSeconds(at instant: Timestamp) -> Int {
    transitions.last { $0.from <= instant }?.offsetSeconds ?? initialOffsetSeconds
  }

  /// The instant of a local wall-clock reading given as if it were UTC. A reading that occurs twice
  /// is taken as the earlier; one that is skipped moves forward.
  public func instant(ofLocal local: Timestamp) -> Timestamp {
    let first = local + .seconds(-Int64(offsetSeconds(at: local + .seconds(-86400))))
    if offsetSeconds(at: first) == offsetSeconds(at: local + .seconds(-86400)) { return first }
    return local + .seconds(-Int64(offsetSeconds(at: first)))
  }
}
