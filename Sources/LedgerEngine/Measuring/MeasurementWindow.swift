public import LedgerCore

/// How far back a series of measurements goes, and in which steps.
public enum MeasurementWindow: String, Sendable, CaseIterable {
  case hour = "1h"
  case sixHours = "6h"
  case day = "24h"
  case week = "7d"

  public var stepSeconds: Int64 {
    switch self {
    case .hour: 60
    case .sixHours: 300
    case .day: 900
    case .week: 7_200
    }
  }

  public var steps: Int {
    switch self {
    case .hour: 60
    case .sixHours: 72
    case .day: 96
    case .week: 84
    }
  }
}

extension Measurements {
  /// The steps of a window, the last of which has not ended yet.
  public struct Series: Sendable {
    public var window: MeasurementWindow
    /// When the first step begins.
    public var begin: Timestamp
    public var channels: [(name: String, steps: [MeasuredSpan])]
    public var disagreements: [DisagreementSpan?]
  }

  public func series(_ window: MeasurementWindow, at now: Timestamp) -> Series {
    let grain = window.stepSeconds < quarters.seconds ? minutes : quarters
    let perStep = window.stepSeconds / grain.seconds
    // Steps begin at whole multiples of their length.
    let last = grain.number(of: now) / perStep
    let first = last - Int64(window.steps) + 1
    func step(_ number: Int64) -> Int? {
      let index = number / perStep - first
      return index >= 0 && index < window.steps ? Int(index) : nil
    }
    let names = quarters.channels.keys.sorted()
    let channels = names.map { name -> (name: String, steps: [MeasuredSpan]) in
      var steps = [MeasuredSpan](repeating: MeasuredSpan(), count: window.steps)
      for (number, span) in grain.channels[name] ?? [:] {
        if let index = step(number) { steps[index].add(span) }
      }
      return (name, steps)
    }
    var disagreements = [DisagreementSpan?](repeating: nil, count: window.steps)
    for (number, span) in grain.disagreements.sorted(by: { $0.key < $1.key }) {
      guard let index = step(number) else { continue }
      var sum = disagreements[index] ?? DisagreementSpan()
      sum.add(span)
      disagreements[index] = sum
    }
    return Series(
      window: window, begin: Timestamp(seconds: first * window.stepSeconds), channels: channels,
      disagreements: disagreements)
  }
}
