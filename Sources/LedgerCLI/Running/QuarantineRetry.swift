import LedgerEngine

/// What a rulebook makes of the deliveries in quarantine.
struct QuarantineRetry {
  struct Result {
    var entry: QuarantineEntry
    /// Why it would stay; nil where it would be released.
    var reason: String?

    var json: JSONValue {
      .object(entry.jsonMembers + [("would_stay_because", .optional(reason))])
    }
  }

  private(set) var results: [Result] = []

  var released: [Result] { results.filter { $0.reason == nil } }
  var staying: [Result] { results.filter { $0.reason != nil } }

  /// Reads each delivery's bytes with the rulebook; nothing is written.
  init(_ ledger: Ledger, _ rulebook: Rulebook) throws {
    let channels = Dictionary(uniqueKeysWithValues: ledger.channels.map { ($0.name, $0) })
    for entry in try ledger.quarantine(limit: .max) {
      let reason = try QuarantineRetry.reason(
        entry, channels[entry.channel], try ledger.delivery(at: entry.item.position), rulebook)
      results.append(Result(entry: entry, reason: reason))
    }
  }

  private static func reason(
    _ entry: QuarantineEntry, _ channel: ChannelRow?,
    _ delivery: (headers: [(name: String, value: String)], body: [UInt8])?, _ rulebook: Rulebook
  ) throws -> String? {
    guard let delivery, let channel else { return "its bytes are not kept" }
    guard let kind = rulebook.kinds[channel.kind] else {
      return "the rulebook has no channel kind \(channel.kind)"
    }
    let extraction = Extractor(kind: kind, rulebook: rulebook).extract(
      headers: delivery.headers, body: delivery.body, channel: channel.name,
      account: channel.account)
    guard let item = extraction.items.first(where: { $0.index == entry.item.index }) else {
      return nil
    }
    for part in extraction.parts[item.parts] {
      guard let signature = Signature(bytes: extraction.signatures[part.signature]) else {
        continue
      }
      let instant = part.occurred ?? entry.received
      let evaluation = rulebook.evaluate(signature, epoch: rulebook.epoch(of: instant))
      if let found = evaluation.quarantined.first(where: { found in
        entry.facet == nil || found.facet.map { rulebook[$0].name } == entry.facet
      }) {
        return "\(Words.plain(found.reason)): \(found.fact)"
          + (found.value.isEmpty ? "" : " = \(found.value)")
      }
      if evaluation.standing == .undecodable { return "cannot be decoded" }
    }
    return nil
  }

  func text(isActive: Bool) -> String {
    guard !results.isEmpty else { return "Nothing is in quarantine.\n" }
    var text =
      "\(Words.count(results.count, "claim")) in quarantine: \(released.count) would be "
      + "released, \(staying.count) would stay.\n"
    if isActive {
      text += Wrapping.paragraph(
        "Activating a rulebook reads everything again; add what is missing to yours, try it with "
          + "--rules, and activate it with `orderledger rules activate DIR`.", label: "")
    }
    guard !staying.isEmpty else { return text }
    var table = TextTable([
      .init(title: "position", isRight: true), .init(title: "channel"), .init(title: "facet"),
      .init(title: "would stay because", wraps: true),
    ])
    for result in staying {
      table.add([
        .init("\(result.entry.item)"), .init(result.entry.channel),
        .init(result.entry.facet ?? "-"), .init(result.reason ?? ""),
      ])
    }
    return text + "\n" + table.text()
  }
}
