public import LedgerCore

extension Measurements.Series {
  public var members: [(String, JSONValue)] {
    [
      ("window", .string(window.rawValue)), ("step_seconds", .int(window.stepSeconds)),
      ("from", .time(begin)), ("steps", .int(window.steps)),
      ("channels", .array(channels.map { Measurements.Series.json($0.name, $0.steps) })),
      (
        "mismatches",
        .object([
          ("open", numbers(\.open)), ("opened", numbers(\.opened)), ("closed", numbers(\.closed)),
        ])
      ),
    ]
  }

  /// Null for steps in which nothing was measured.
  private func numbers(_ count: (DisagreementSpan) -> Int) -> JSONValue {
    .array(disagreements.map { span in span.map { .int(count($0)) } ?? .null })
  }

  private static func json(_ name: String, _ steps: [MeasuredSpan]) -> JSONValue {
    var sum = MeasuredSpan()
    for step in steps { sum.add(step) }
    func numbers(_ count: (MeasuredSpan) -> Int) -> JSONValue {
      .array(steps.map { .int(count($0)) })
    }
    func percentiles(_ permille: Int) -> JSONValue {
      .array(steps.map { .milliseconds($0.lag.percentile(permille: permille)) })
    }
    return .object([
      ("channel", .string(name)), ("deliveries", numbers(\.deliveries)),
      ("duplicates", numbers(\.duplicates)), ("conflicts", numbers(\.conflicts)),
      ("quarantined", numbers(\.quarantined)), ("refused", numbers(\.refused)),
      (
        "lag_milliseconds",
        .object([
          ("p50", percentiles(500)), ("p95", percentiles(950)), ("p99", percentiles(990)),
        ])
      ), ("total", sum.json),
    ])
  }
}

extension MeasuredSpan {
  public var json: JSONValue {
    .object([
      ("deliveries", .int(deliveries)), ("duplicates", .int(duplicates)),
      ("conflicts", .int(conflicts)), ("quarantined", .int(quarantined)),
      ("refused", .int(refused)), ("lag_milliseconds", lag.json),
    ])
  }
}

extension LagHistogram {
  public var json: JSONValue {
    .object([
      ("p50", .milliseconds(percentile(permille: 500))),
      ("p95", .milliseconds(percentile(permille: 950))),
      ("p99", .milliseconds(percentile(permille: 990))),
    ])
  }
}

extension OrderPostings {
  public var json: JSONValue {
    .object([
      ("since_position", .position(since)),
      (
        "origins",
        .array(
          origins.sorted { $0.key < $1.key }.map { name, origin in
            .object([
              ("origin", .string(name)), ("orders", .int(origin.orders)),
              ("posted", .int(origin.posted)), ("missing", .int(origin.missing)),
              ("pending", .int(origin.pending)), ("latency_milliseconds", origin.latency.json),
            ])
          })
      ),
    ])
  }
}

extension JSONValue {
  static func milliseconds(_ interval: Interval?) -> JSONValue {
    interval.map { .int($0.microseconds / 1_000) } ?? .null
  }
}
