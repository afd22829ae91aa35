import Synchronization

/// Lets each sender through at a rate, with some to spare (a token bucket).
final class RateLimiter: Sendable {
  private let perSecond: Double
  private let burst: Double
  private let state = Mutex<[String: Bucket]>([:])

  private struct Bucket {
    var left: Double
    var at: ContinuousClock.Instant
  }

  /// Senders that are remembered; those that have their whole burst again need not be.
  private static let keptMax = 20_000

  init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }

  /// Seconds after which the next is let through; nil where this one is.
  func wait(_ sender: String, at now: ContinuousClock.Instant = .now) -> Int? {
    state.withLock { buckets in
      if buckets.count >= RateLimiter.keptMax {
        buckets = buckets.filter { refilled($0.value, now) < burst }
        // Too many senders at once to tell them apart: begin anew rather than grow.
        if buckets.count >= RateLimiter.keptMax { buckets.removeAll(keepingCapacity: true) }
      }
      var left = buckets[sender].map { refilled($0, now) } ?? burst
      defer { buckets[sender] = Bucket(left: left, at: now) }
      guard left >= 1 else { return max(1, Int(((1 - left) / perSecond).rounded(.up))) }
      left -= 1
      return nil
    }
  }

  private func refilled(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
    min(burst, bucket.left + (now - bucket.at) / .seconds(1) * perSecond)
  }
}
