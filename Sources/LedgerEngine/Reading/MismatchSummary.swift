public import LedgerCore
import LedgerFold
import LedgerIndex

/// What is open, added up: taken in page by page, since there may be more than one wants to hold.
public struct MismatchSummary: Sendable {
  /// What is added up together.
  public struct Key: Sendable, Hashable {
    public var pattern: String
    public var isSLA: Bool
    public var cause: String
    public var upstream: String?
    public var downstream: String?
  }

  public struct Group: Sendable, Hashable {
    public var title = ""
    public var severity = ""
    /// By status.
    public var counts: [String: Int] = [:]
    /// When the oldest began of those that are not in flight.
    public var oldest: Timestamp?
    /// The next deadline of those that are in flight.
    public var nextDue: Timestamp?
    /// At stake in what is not in flight, in minor units.
    public var money: [Currency: Int64] = [:]

    /// All that is not in flight.
    public var open: Int { counts.filter { $0.key != "in_flight" }.reduce(0) { $0 + $1.value } }
  }

  public var asOf: AsOf
  public var groups: [Key: Group] = [:]
  /// Orders with something that is open and no broken SLA alone.
  public var disagreeing = 0
  /// What is overdue, service levels apart: tells one from another while a process runs.
  public var openKeys: Set<Int> = []
  /// Of those, by age: under an hour, a day, a week, and older.
  public var ages = [0, 0, 0, 0]
  /// Whether all orders were looked at.
  public var isComplete = false
  private var last = ""

  public init(asOf: AsOf) { self.asOf = asOf }

  /// Takes in disagreements, those of one order behind each other.
  public mutating func add(_ found: [DisagreementReport]) {
    for report in found {
      let key = Key(
        pattern: report.pattern, isSLA: report.isSLA, cause: report.cause.name,
        upstream: report.upstream, downstream: report.downstream)
      groups[key, default: Group()].add(report)
      let isOpen = report.status != DisagreementStatus.inFlight.name && !report.isSLA
      guard isOpen else { continue }
      openKeys.insert(MismatchSummary.key(report))
      let age = asOf.time - report.start
      ages[[Interval.hours(1), .days(1), .days(7)].firstIndex { age < $0 } ?? 3] += 1
      if report.order != last {
        disagreeing += 1
        last = report.order
      }
    }
  }
}

extension MismatchSummary {
  private static func key(_ report: DisagreementReport) -> Int {
    var hasher = Hasher()
    hasher.combine(report.order)
    hasher.combine(report.pattern)
    hasher.combine(report.start)
    return hasher.finalize()
  }
}

extension MismatchSummary.Group {
  fileprivate mutating func add(_ report: DisagreementReport) {
    title = report.title
    severity = report.severity.name
    counts[report.status, default: 0] += 1
    guard report.status != DisagreementStatus.inFlight.name else {
      nextDue = min(nextDue ?? report.due, report.due)
      return
    }
    oldest = min(oldest ?? report.start, report.start)
    if let total = report.total, total.currency.isMoney {
      let (sum, isTooMuch) = (money[total.currency] ?? 0).addingReportingOverflow(total.value)
      money[total.currency] = isTooMuch ? .max : sum
    }
  }
}

extension Ledger {
  /// The filter by which a summary asks for all that is open.
  public static func summaryFilter(scannedMax: Int) -> ListFilter {
    var filter = ListFilter(limit: 2_000)
    filter.scannedMax = scannedMax
    filter.includesSLAs = true
    filter.statuses = Set(DisagreementStatus.allCases.map(\.name))
    return filter
  }
}
