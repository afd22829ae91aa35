import Glibc

/// Runs a piece of work several times and tells what it took, as a line of JSON.
struct Course {
  let runs: Int
  private let clock = ContinuousClock()

  /// - Parameters:
  ///   - count: units of work in one run, for the rate.
  ///   - unit: what is counted.
  func measure(
    _ name: String, count: Int = 1, unit: String = "", note: String = "", _ work: () throws -> Void
  ) rethrows {
    var taken: [Double] = []
    var processor: [Double] = []
    for _ in 0..<runs {
      let (start, used) = (clock.now, Course.processorMilliseconds)
      try work()
      taken.append((clock.now - start).milliseconds)
      processor.append(Course.processorMilliseconds - used)
    }
    Course.tell(name, taken, processor, count: count, unit: unit, note: note)
  }

  /// The same of single calls, each with a time of its own.
  func sample(_ name: String, unit: String, _ calls: Int, _ work: (Int) throws -> Void) rethrows {
    var taken: [Double] = []
    for index in 0..<calls {
      let start = clock.now
      try work(index)
      taken.append((clock.now - start).milliseconds)
    }
    Course.tell(name, taken, count: 1, unit: unit, note: "")
  }

  /// The same of several, in turn.
  func sample(
    _ named: [(name: String, call: (Int) throws -> Void)], unit: String, _ indices: Range<Int>
  ) throws {
    var taken = named.map { _ in [Double]() }
    for index in indices {
      for (place, next) in named.enumerated() {
        let start = clock.now
        try next.call(index)
        taken[place].append((clock.now - start).milliseconds)
      }
    }
    for (next, taken) in zip(named, taken) {
      Course.tell(next.name, taken, count: 1, unit: unit, note: "")
    }
  }

  /// Processor time of this process on all cores: it does not count the time that others had the processor.
  private static var processorMilliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1e6
  }

  private static func tell(
    _ name: String, _ taken: [Double], _ processor: [Double] = [], count: Int, unit: String,
    note: String
  ) {
    let sorted = taken.sorted()
    var fields = [
      "\"name\":\"\(name)\"", "\"median_ms\":\(sorted[sorted.count / 2])",
      "\"best_ms\":\(sorted[0])", "\"worst_ms\":\(sorted[sorted.count - 1])",
      "\"p99_ms\":\(sorted[min(sorted.count - 1, sorted.count * 99 / 100)])",
      "\"runs\":\(taken.count)", "\"count\":\(count)", "\"unit\":\"\(unit)\"",
      "\"note\":\"\(note)\"",
    ]
    if !processor.isEmpty {
      fields.append("\"cpu_ms\":\(processor.sorted()[processor.count / 2])")
    }
    print("{\(fields.joined(separator: ","))}")
  }
}

extension Duration {
  fileprivate var milliseconds: Double {
    Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
  }
}
