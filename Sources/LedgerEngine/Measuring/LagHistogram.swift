public import LedgerCore

/// How long things took, in buckets of which four make a doubling: a percentile is told too long by a
/// quarter at most, and what is kept does not grow with what is counted.
public struct LagHistogram: Sendable, Hashable {
  /// By bucket; those that are empty are not there.
  public private(set) var counts: [UInt8: UInt32] = [:]
  public private(set) var total = 0

  /// Shorter ones are in the first bucket.
  private static let shortest = Interval(microseconds: 1_000)
  private static let stepsPerDoubling = 4
  private static let bucketMax: UInt8 = 160

  public init() {}

  public mutating func add(_ lag: Interval) {
    let bucket = LagHistogram.bucket(of: lag)
    counts[bucket, default: 0] &+= 1
    total += 1
  }

  public mutating func add(_ other: LagHistogram) {
    for (bucket, count) in other.counts { counts[bucket, default: 0] &+= count }
    total += other.total
  }

  /// The upper end of the bucket in which a share of all lies; nil where nothing was counted.
  ///
  /// - Parameter permille: 500 for the median.
  public func percentile(permille: Int) -> Interval? {
    guard total > 0 else { return nil }
    let wanted = max(1, (total * permille + 999) / 1_000)
    var seen = 0
    for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) {
      seen += Int(count)
      if seen >= wanted { return LagHistogram.upperEnd(of: bucket) }
    }
    return nil
  }

  /// How many took so long at most, as far as buckets tell.
  public func count(upTo lag: Interval) -> Int {
    counts.reduce(0) { $0 + (LagHistogram.upperEnd(of: $1.key) <= lag ? Int($1.value) : 0) }
  }

  static func bucket(of lag: Interval) -> UInt8 {
    guard lag > shortest else { return 0 }
    var bucket: UInt8 = 0
    while bucket < bucketMax, upperEnd(of: bucket) < lag { bucket += 1 }
    return bucket
  }

  /// Integers alone, so that it is the same on every machine.
  static func upperEnd(of bucket: UInt8) -> Interval {
    let (doublings, step) = Int(bucket).quotientAndRemainder(dividingBy: stepsPerDoubling)
    let base = shortest.microseconds << Int64(doublings)
    return Interval(microseconds: base + base * Int64(step) / Int64(stepsPerDoubling))
  }
}

extension LagHistogram {
  func write(to writer: inout ByteWriter) {
    writer.list(counts.sorted { $0.key < $1.key }) { writer, pair in
      writer.byte(pair.key)
      writer.varint(Int(pair.value))
    }
  }

  init(from reader: inout ByteReader) throws(MalformedBytes) {
    let pairs = try reader.list { (reader) throws(MalformedBytes) -> (UInt8, UInt32) in
      (try reader.byte(), try reader.integer())
    }
    for (bucket, count) in pairs where bucket <= LagHistogram.bucketMax {
      counts[bucket] = count
      total += Int(count)
    }
  }
}
