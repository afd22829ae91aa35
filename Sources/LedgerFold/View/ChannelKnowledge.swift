public import LedgerCore
public import LedgerRules

/// What is known, as of a time, of how well each system has been heard.
public struct ChannelKnowledge: Sendable {
  /// A complete sweep: a system's own list of what it has.
  public struct Sweep: Sendable, Hashable {
    public var system: SystemID
    public var from: Timestamp
    public var to: Timestamp
    public var learned: Timestamp

    public init(system: SystemID, from: Timestamp, to: Timestamp, learned: Timestamp) {
      self.system = system
      self.from = from
      self.to = to
      self.learned = learned
    }
  }

  /// The time up to which we may trust that we heard all that a system said.
  public var watermarks: [SystemID: Timestamp]
  public var sweeps: [Sweep]

  public init(watermarks: [SystemID: Timestamp] = [:], sweeps: [Sweep] = []) {
    self.watermarks = watermarks
    self.sweeps = sweeps
  }

  /// The best watermark among systems of a role; nil where none has ever been heard.
  func watermark(of role: Role, in rulebook: Rulebook) -> Timestamp? {
    watermarks.filter { rulebook.role(of: $0.key) == role }.map(\.value).max()
  }
}
