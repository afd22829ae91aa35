import LedgerEngine

/// How one order comes to be different, event by event, worked out from two ledgers: by what their traces
/// read in each event, and by what they say of the order as it was behind it.
struct ExpectedPath {
  let before: LedgerPicture
  let after: LedgerPicture
  let change: ExpectedReplay.Change
  let slas: Set<String>
  let old: [Trace.Event]
  let new: [Trace.Event]

  init(
    _ change: ExpectedReplay.Change, before: LedgerPicture, after: LedgerPicture,
    slas: Set<String>
  ) throws {
    self.before = before
    self.after = after
    self.change = change
    self.slas = slas
    old = try change.before.map { try before.trace($0).events } ?? []
    new = try change.after.map { try after.trace($0).events } ?? []
  }

  /// In what the path of a report differs from what it must be, in sentences.
  func differences(from found: ChangedOrder, in report: ReplayReport) throws -> [String] {
    let steps = try steps()
    let differences = readingDifferences(found) ?? weighingDifferences(found, steps)
    guard let divergence = found.divergence else {
      return differences + ["\(found.order): where it begins to differ is not told"]
    }
    return differences
      + consequenceDifferences(found, report.effects, behind: divergence.item, steps)
  }

  // MARK: Reading

  /// Nil where both sides read every event alike, and of the same events.
  private func readingDifferences(_ found: ChangedOrder) -> [String]? {
    for index in 0..<max(old.count, new.count) {
      let mine = index < old.count ? old[index] : nil
      let theirs = index < new.count ? new[index] : nil
      if let mine, let theirs, mine.item == theirs.item {
        guard ExpectedPath.texts(mine) != ExpectedPath.texts(theirs) else { continue }
        return isRead(found, mine, theirs)
      }
      let items = [mine?.item, theirs?.item].compactMap { $0 }
      guard let first = items.min() else { return nil }
      return expect(found, item: first, isReading: true)
    }
    return nil
  }

  private func isRead(
    _ found: ChangedOrder, _ mine: Trace.Event, _ theirs: Trace.Event
  ) -> [String] {
    var differences = expect(found, item: mine.item, isReading: true)
    guard let divergence = found.divergence else { return differences }
    for (side, own, other) in [
      (divergence.before, mine, theirs), (divergence.after, theirs, mine),
    ] {
      let statement = own.claims.first { $0.text == side.reading }
      let place = statement.map { $0.file.isEmpty ? "" : "\($0.file):\($0.line)" } ?? ""
      let isNone = side.reading == "no claim"
      if !isNone && statement == nil || place != side.place {
        differences.append(
          "\(found.order): \(side) is not what is read at \(own.item): \(own.claims)")
      }
      if isNone
        ? !ExpectedPath.texts(own).isSubset(of: ExpectedPath.texts(other))
        : ExpectedPath.texts(other).contains(side.reading)
      {
        differences.append("\(found.order): both sides read \(side.reading) at \(own.item)")
      }
    }
    return differences
  }

  private static func texts(_ event: Trace.Event) -> Set<String> { Set(event.claims.map(\.text)) }

  // MARK: Weighing

  /// What differs behind each delivery of either side.
  private func steps() throws -> [(position: LogPosition, effects: Set<Effect>)] {
    let positions = Set((old + new).map(\.item.position)).sorted()
    return try positions.map { position in
      let asOf = AsOf(time: before.asOf.time, position: position)
      let was = try change.before.map { try before.picture(of: $0, asOf: asOf) }
      let now = try change.after.map { try after.picture(of: $0, asOf: asOf) }
      let difference = PictureDifference(
        was ?? OrderPicture(), now ?? OrderPicture(), channel: change.channel, slas: slas)
      return (position, difference.effects)
    }
  }

  private func weighingDifferences(
    _ found: ChangedOrder, _ steps: [(position: LogPosition, effects: Set<Effect>)]
  ) -> [String] {
    guard let first = steps.first(where: { !$0.effects.isEmpty }),
      let event = old.first(where: { $0.item.position == first.position })
    else { return ["\(found.order): nothing differs behind any event"] }
    return expect(found, item: event.item, isReading: false)
  }

  private func expect(_ found: ChangedOrder, item: ItemID, isReading: Bool) -> [String] {
    guard let divergence = found.divergence else { return [] }
    guard divergence.item != item || divergence.isReading != isReading else { return [] }
    return [
      "\(found.order) begins to differ at \(item), read otherwise: \(isReading); told: \(divergence)"
    ]
  }

  // MARK: Consequences

  /// What is different from an event on, and was not before it.
  private func consequenceDifferences(
    _ found: ChangedOrder, _ effects: [Effect], behind item: ItemID,
    _ steps: [(position: LogPosition, effects: Set<Effect>)]
  ) -> [String] {
    var known: Set<Effect> = []
    var expected: [LogPosition: Set<Effect>] = [:]
    for step in steps {
      let fresh = step.effects.subtracting(known)
      known = step.effects
      if step.position > item.position, !fresh.isEmpty { expected[step.position] = fresh }
    }
    let told = Dictionary(
      found.consequences.map { ($0.item.position, Set($0.effects.map { effects[$0] })) },
      uniquingKeysWith: { $0.union($1) })
    return Set(expected.keys).union(told.keys).sorted().compactMap { position in
      let (mine, theirs) = (expected[position] ?? [], told[position] ?? [])
      guard mine != theirs else { return nil }
      return "\(found.order) at \(position): expected \(mine.sorted().map(\.text)), "
        + "told \(theirs.sorted().map(\.text))"
    }
  }
}
