/// What was written, in numbers.
public struct SimulationSummary: Sendable, Equatable {
  public var orders = 0
  public var deliveries = 0
  public var bytes = 0
  public var deliveriesByChannel: [SimulatedChannel: Int] = [:]
  /// Redeliveries, byte for byte.
  public var duplicates = 0
  /// Redeliveries with other bytes.
  public var conflicts = 0
  /// Orders that each fault befell.
  public var faults: [FaultKind: Int] = [:]
  /// When which channel fell silent.
  public var silences: [Silence] = []
  /// Lines of the answer sheet, and those of them still open at the horizon.
  public var answers = 0
  public var openAnswers = 0
}
