import LedgerCore

extension Compiler {
  /// Names first: conditions of truth.yaml and `unless` name what comes later.
  func declarePatterns(_ document: Document) {
    let page = document.page
    guard
      let fields = page.fields(
        document.tree, "patterns.yaml", keys: ["handoffs", "patterns", "slas", "causes"])
    else {
      symbols.hasPatterns = false
      return
    }
    for entry in section(fields, "handoffs") where page.isName(entry, "a hand-off") {
      note(PlaceKey.handoff(entry.key), page, entry.place)
      symbols.handoffs.append(entry.key)
    }
    for key in ["patterns", "slas"] {
      for entry in section(fields, key) where page.isName(entry, "a pattern") {
        if symbols.patterns.contains(entry.key) {
          page.report(.duplicateName(entry.key, "pattern"), at: entry.place)
          continue
        }
        note(PlaceKey.pattern(entry.key), page, entry.place)
        symbols.patterns.append(entry.key)
      }
    }
  }

  func section(_ fields: Fields, _ key: String) -> [Tree.Entry] {
    fields[key].flatMap { fields.page.entries($0, "`\(key)`") } ?? []
  }

  func compileHandoff(_ entry: Tree.Entry, _ page: Page) {
    let empty = Handoff(name: entry.key, grace: .zero, hard: .zero)
    guard
      let fields = page.fields(
        entry.value, "hand-off `\(entry.key)`",
        keys: ["grace", "hard", "deadline", "every", "calendar", "pause"])
    else {
      handoffs.append(empty)
      return
    }
    let grace = fields.required("grace").flatMap { page.interval($0, "`grace`") }
    let hard = fields.required("hard").flatMap { page.interval($0, "`hard`") }
    var handoff = Handoff(name: entry.key, grace: grace ?? .zero, hard: hard ?? .zero)
    handoff.deadline = fields["deadline"].flatMap { self.amountReference($0, page) }
    if let tree = fields["every"], let every = page.interval(tree, "`every`") {
      // Batches run by the UTC clock, so a batch shorter than a second says nothing.
      if every == .zero { page.report(.badDuration(tree.text ?? ""), at: tree) }
      handoff.every = every
    }
    handoff.calendar = fields["calendar"].flatMap { self.calendar($0, page) }
    handoff.pause = fields["pause"].flatMap { self.condition($0, page) }
    if !fields.has("deadline"), let grace, let hard, hard < grace, let tree = fields["hard"] {
      page.report(
        .hardBeforeGrace(grace: grace.description, hard: hard.description), at: tree)
    }
    handoffs.append(handoff)
  }

  private func calendar(_ tree: Tree, _ page: Page) -> WorkCalendar? {
    guard
      let fields = page.fields(
        tree, "the calendar", keys: ["days", "open", "close", "zone", "holidays"])
    else { return nil }
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let words = names.enumerated().map { ($0.element, $0.offset) }
    let days = fields.required("days").flatMap { page.list($0, "`days`") } ?? []
    if let list = fields["days"], case .list = list.form, days.isEmpty {
      page.report(.emptyValue("`days`"), at: list)
    }
    let weekdays = days.compactMap { page.option($0, "day", words) }
    let open = fields.required("open").flatMap { page.clock($0, "`open`") }
    let close = fields.required("close").flatMap { page.clock($0, "`close`") }
    let zone = fields.required("zone").flatMap { self.zone($0, page) }
    let holidays = fields.list("holidays").compactMap { page.date($0, "the holiday") }
    guard let open, let close, let zone else { return nil }
    if open >= close, let tree = fields["close"] {
      page.report(.badClock(tree.text ?? ""), at: tree)
    }
    return WorkCalendar(
      weekdays: Set(weekdays), opensMinute: open, closesMinute: close, holidays: Set(holidays),
      zone: zone)
  }
}
