/// Says when something is to be looked at again that may have changed meanwhile: at most once in an interval.
struct Lookout {
  private let every: Duration
  private var last = ContinuousClock.now

  /// Begins as if it had been looked at just now.
  init(every: Duration) { self.every = every }

  /// Whether it is time. Who asks, looks.
  mutating func isDue() -> Bool {
    guard last + every < .now else { return false }
    last = .now
    return true
  }
}
