public import LedgerEngine

/// One order as a ledger's queries tell of it, in names: what a replay must find changed where two of
/// these differ.
public struct OrderPicture: Sendable, Equatable {
  /// What a system says: of a facet, or of an amount.
  public struct Word: Sendable, Hashable {
    public var system: String
    public var subject: String
  }

  public struct Held: Sendable, Hashable {
    public var system: String
    public var facet: String
    public var state: String
  }

  public struct Standing: Sendable, Hashable {
    /// `mismatch, missing_event`; empty within the grace.
    public var words: String
    public var due: Timestamp
    public var hard: Timestamp
  }

  /// One that was overdue and is over.
  public struct Ended: Sendable, Hashable {
    /// `mismatch, missing_event, late_but_correct`.
    public var words: String
    public var due: Timestamp
  }

  public struct Unread: Sendable, Hashable {
    public var item: ItemID
    public var reason: String
    /// `payment financial_status = foo`.
    public var words: String
  }

  public struct Move: Sendable, Hashable {
    public var item: ItemID
    public var system: String
    public var facet: String
    public var from: String
    public var to: String
  }

  public struct Value: Sendable, Hashable, Comparable {
    public var isPart: Bool
    public var value: Int64
    public var currency: Currency

    public static func < (left: Value, right: Value) -> Bool {
      (left.isPart ? 1 : 0, left.currency.rawValue, left.value)
        < (right.isPart ? 1 : 0, right.currency.rawValue, right.value)
    }
  }

  /// Facet → state.
  public var truth: [String: String] = [:]
  public var claims: [Word: String] = [:]
  /// System → presence.
  public var presence: [String: String] = [:]
  /// By pattern.
  public var standing: [String: Standing] = [:]
  /// By pattern, in the order in which they ended.
  public var ended: [String: [Ended]] = [:]
  public var unread: Set<Unread> = []
  public var held: Set<Held> = []
  public var illegal: Set<Move> = []
  /// Of the order itself and of its parts, ascending.
  public var amounts: [Word: [Value]] = [:]
  public var isTest = false

  /// Of an order that there is none of.
  public init() {}

  public init(_ report: OrderReport) {
    for truth in report.truth { self.truth[truth.facet] = truth.state }
    for system in report.systems {
      presence[system.name] = system.presence.name
      for status in system.facets {
        claims[Word(system: system.name, subject: status.facet)] = status.state
      }
      for amount in system.amounts {
        amounts[Word(system: system.name, subject: amount.kind), default: []].append(
          Value(isPart: amount.isPart, value: amount.value, currency: amount.currency))
      }
    }
    amounts = amounts.mapValues { $0.sorted() }
    for found in report.disagreements {
      let isEarly = found.status == DisagreementStatus.inFlight.name
      precondition(standing[found.pattern] == nil, "a pattern is open once in an order")
      standing[found.pattern] = Standing(
        words: isEarly ? "" : "\(found.status), \(found.cause.name)", due: found.due,
        hard: found.hard)
    }
    for found in report.closed {
      let status = found.wasMismatch == true ? "mismatch" : "delay"
      ended[found.pattern, default: []].append(
        Ended(words: "\(status), \(found.cause.name), \(found.closing ?? "")", due: found.due))
    }
    unread = Set(report.quarantined.map { Unread($0) })
    held = Set(report.held.map { Held(system: $0.system, facet: $0.facet, state: $0.state) })
    illegal = Set(
      report.illegal.map {
        Move(
          item: $0.item, system: $0.system, facet: $0.facet, from: $0.from ?? "", to: $0.to)
      })
    isTest = report.isTest
  }

  /// Whether it is in no disagreement that is overdue.
  public var agrees: Bool { standing.values.allSatisfy { $0.words.isEmpty } }
}

extension OrderPicture.Unread {
  init(_ found: OrderReport.QuarantineReport) {
    let value = found.value.isEmpty ? "" : " = \(found.value)"
    let facet = found.facet.map { $0 + " " } ?? ""
    self.init(item: found.item, reason: found.reason, words: facet + found.fact + value)
  }
}
