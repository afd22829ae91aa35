import LedgerChannels
public import LedgerCore
import LedgerIndex
import LedgerLog

/// Where data of persons stands in clear, or would stay in clear once they are erased.
public struct PersonalData: Sendable {
  public struct Place: Sendable {
    /// A path or a header.
    public var place: String
    /// Deliveries in which the rules read it.
    public var values: Int
    /// Values that look like data of a person.
    public var suspicious: [PersonalLook: Int]
  }

  public struct Channel: Sendable {
    public var name: String
    public var kind: String
    /// Paths by which persons are told apart.
    public var subjects: [String]
    public var deliveries: Int
    /// Deliveries that name nobody.
    public var nameless: Int
    /// What the rules read, and so what stays of an erased delivery.
    public var kept: [Place]
  }

  public var isEncrypted: Bool
  public var channels: [Channel]
  /// Status values and other facts, which the index holds in clear.
  public var facts: [Place]
  /// Reasons and names that operators gave, and senders' words that entries quote.
  public var words: [Place]
}

extension Ledger {
  /// Looks through deliveries, facts and operators' words.
  ///
  /// - Parameter limit: of each channel, the latest so many deliveries are read.
  public func findPersonalData(
    limit: Int, progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> PersonalData {
    var search = try PersonalSearch(ledger: self, limit: limit)
    try search.run(progress)
    return search.result
  }
}

/// One search.
struct PersonalSearch {
  private let ledger: Ledger
  private let limit: Int
  private let makers: ResidueMakers
  private var found: [String: [String: PersonalData.Place]] = [:]
  private var counts: [String: (deliveries: Int, nameless: Int)] = [:]
  private var words: [String: PersonalData.Place] = [:]

  init(ledger: Ledger, limit: Int) throws(LedgerError) {
    self.ledger = ledger
    self.limit = limit
    makers = try ResidueMakers(ledger: ledger)
  }

  mutating func run(_ progress: (LogPosition, LogPosition) -> Void) throws(LedgerError) {
    let end = ledger.nextPosition
    var position = end
    while position > .first {
      position = LogPosition(position.rawValue - 1)
      if position.rawValue % 4_096 == 0 {
        progress(LogPosition(end.rawValue - position.rawValue), end)
      }
      let entry = try LedgerError.logging { () throws(LogError) in
        try ledger.log.entry(at: position)
      }
      look(at: entry)
      guard case .delivery = entry.kind, counts[entry.channel]?.deliveries ?? 0 < limit else {
        continue
      }
      guard let delivery = try ledger.delivery(at: position) else { continue }
      counts[entry.channel, default: (0, 0)].deliveries += 1
      if entry.subjects.isEmpty { counts[entry.channel, default: (0, 0)].nameless += 1 }
      for kept in makers.kept(of: delivery, on: entry.channel) {
        PersonalSearch.add(kept.value, at: kept.place, to: &found[entry.channel, default: [:]])
      }
    }
  }

  private mutating func look(at entry: Entry) {
    if let cause = entry.cause.text { PersonalSearch.add(cause, at: "caused by", to: &words) }
    PersonalSearch.add(entry.actor, at: "actor", to: &words)
    guard entry.content != nil, case .control(let kind) = entry.kind,
      let body = try? ledger.log.body(at: entry.position)
    else { return }
    let reason = ControlBody.reason(body.body)
    if !reason.isEmpty { PersonalSearch.add(reason, at: "reason of \(kind)", to: &words) }
  }

  private static func add(
    _ value: String, at place: String, to places: inout [String: PersonalData.Place]
  ) {
    var known = places[place] ?? PersonalData.Place(place: place, values: 0, suspicious: [:])
    known.values += 1
    if let look = look(of: value) { known.suspicious[look, default: 0] += 1 }
    places[place] = known
  }

  /// Of a text, or of any word in it.
  private static func look(of value: String) -> PersonalLook? {
    PersonalLook(value)
      ?? value.split(separator: " ").lazy.compactMap { PersonalLook(String($0)) }.first
  }

  var result: PersonalData {
    let rulebook = ledger.rulebook
    let channels = ledger.channels.map { row in
      PersonalData.Channel(
        name: row.name, kind: row.kind,
        subjects: rulebook.kinds[row.kind]?.subjects.map(\.text) ?? [],
        deliveries: counts[row.name]?.deliveries ?? 0, nameless: counts[row.name]?.nameless ?? 0,
        kept: (found[row.name] ?? [:]).values.sorted { $0.place < $1.place })
    }
    var facts: [String: PersonalData.Place] = [:]
    for signature in ledger.signatures() {
      for value in signature.values {
        guard case .text(let text) = value else { continue }
        PersonalSearch.add(
          text, at: "\(signature.channelKind)/\(signature.shape)", to: &facts)
      }
    }
    return PersonalData(
      isEncrypted: ledger.isEncrypted, channels: channels.sorted { $0.name < $1.name },
      facts: facts.values.sorted { $0.place < $1.place },
      words: words.values.sorted { $0.place < $1.place })
  }
}
