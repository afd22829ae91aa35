import ArgumentParser
import LedgerEngine
import LedgerText

/// Checks a file that proves something, by what it begins with.
struct ProofFileCheck {
  let path: String
  /// The checkpoint that a consistency proof begins with.
  let older: String?
  let keys: [VerifierKey]
  /// What the file must prove, if that matters.
  let wanted: Kind?
  let json: Bool

  enum Kind: String, CaseIterable, Sendable {
    case event, order, consistency, checkpoint

    /// By what a file begins with.
    init(of bytes: [UInt8]) {
      if bytes.starts(with: "c2sp.org/tlog-proof".utf8) {
        self = .event
      } else if bytes.starts(with: "old ".utf8) {
        self = .consistency
      } else if bytes.first == UInt8(ascii: "{") {
        self = .order
      } else {
        self = .checkpoint
      }
    }
  }

  func run() throws {
    let bytes = try SmallFile.bytes(of: path, limit: OrderProof.bytesMax)
    do {
      try check(bytes)
    } catch let fault as ProofFault {
      try refuse("\(fault)")
    } catch let fault as OrderProofFault {
      try refuse("\(fault)")
    }
  }

  private func check(_ bytes: [UInt8]) throws {
    let kind = Kind(of: bytes)
    if let wanted, wanted != kind {
      return try refuse(
        "The file is no proof of what was asked for (\(wanted.rawValue)), but looks like another "
          + "(\(kind.rawValue)).")
    }
    switch kind {
    case .event: show(try EventProof(bytes).check(trusting: keys))
    case .consistency: try show(try ConsistencyFile(bytes))
    case .order: show(try OrderProofCheck.check(OrderProof(bytes), trusting: keys))
    case .checkpoint: show(try VerifiedCheckpoint(try SignedNote(bytes), trusting: keys))
    }
  }

  // MARK: What it shows

  private func show(_ shown: ShownEvent) {
    let entry = try? Entry(decoding: shown.entry)
    tell(
      "event", shown.checkpoint,
      "Entry \(shown.index) is in the log, in these bytes"
        + (entry.map { ": \(ProofFileCheck.words($0))" } ?? "") + ".",
      [
        ("position", .int(Int64(shown.index))),
        ("received", .time(entry?.received)), ("channel", .optional(entry?.channel)),
        ("kind", .optional(entry.map { "\($0.kind)" })),
      ])
  }

  private static func words(_ entry: Entry) -> String {
    let kind =
      switch entry.kind {
      case .control(let name): "action \(name)"
      case .delivery: "delivery of \(entry.channel)"
      case .duplicate(let original): "repeat of \(original) by \(entry.channel)"
      case .conflict(let original): "delivery of \(entry.channel), in conflict with \(original)"
      }
    return "\(kind), received \(entry.received.rfc3339)"
  }

  private func show(_ file: ConsistencyFile) throws {
    guard let older else {
      throw Failure(
        code: "older_missing",
        message:
          "a consistency proof is held against the checkpoint of \(file.oldSize) entries that you "
          + "kept; give it with --older FILE")
    }
    let note = try SignedNote(try SmallFile.bytes(of: older, limit: SignedNote.bytesMax))
    let shown = try file.check(older: note, trusting: keys)
    tell(
      "consistency", shown.newer,
      "It begins with all \(shown.older.checkpoint.size) entries of the older checkpoint, unaltered.",
      [("older", .int(Int64(shown.older.checkpoint.size)))])
  }

  private func show(_ checkpoint: VerifiedCheckpoint) {
    tell("checkpoint", checkpoint, "It is signed by whom you trust.", [])
  }

  private func show(_ shown: OrderProofCheck.Shown) {
    let names = shown.asked.map(\.reference.description)
    let through = "among the first \(shown.directory.through) entries"
    guard let items = shown.items else {
      return tell(
        "order", shown.checkpoint,
        "No order is known as \(shown.asked.first?.reference.value ?? ""), in any of "
          + "\(Words.count(names.count, "space")) of references, \(through).",
        orderMembers(shown, nil))
    }
    var text = "These are all items of \(names.first ?? "") \(through):\n"
    for item in items {
      let shared =
        switch item.standing {
        case .own: ""
        case .shared: "  (of other orders too)"
        case .filed: "  (filed here; read as another order's by the rulebook now)"
        }
      text += "  \(item.item)  \(item.received.rfc3339)  \(item.channel)\(shared)\n"
    }
    if !shown.bodies.isEmpty {
      text +=
        "Headers and bodies of \(Words.count(shown.bodies.count, "entry", "entries")) are those "
        + "that were recorded.\n"
    }
    if !shown.directory.separations.isEmpty {
      text +=
        "References were taken out of joining by recorded actions at "
        + shown.directory.separations.map(\.description).joined(separator: ", ") + ".\n"
    }
    tell("order", shown.checkpoint, String(text.dropLast()), orderMembers(shown, items))
  }

  private func orderMembers(
    _ shown: OrderProofCheck.Shown, _ items: [OrderProofCheck.Shown.Item]?
  ) -> [(String, JSONValue)] {
    [
      ("asked", .strings(shown.asked.map(\.reference.description))),
      ("through", .position(shown.directory.through)),
      ("rulebook", .string("\(shown.directory.rulebook)")),
      ("separations", .array(shown.directory.separations.map { .position($0) })),
      (
        "items",
        items.map { items in
          .array(
            items.map { item in
              .object(
                JSONValue.members(item.item) + [
                  ("received", .time(item.received)), ("channel", .string(item.channel)),
                  ("standing", .string(item.standing.rawValue)),
                ])
            })
        } ?? .null
      ), ("bodies", .array(shown.bodies.map { .position($0) })),
    ]
  }

  private func tell(
    _ kind: String, _ checkpoint: VerifiedCheckpoint, _ text: String,
    _ members: [(String, JSONValue)]
  ) {
    let found = checkpoint.checkpoint
    let signers = checkpoint.signatures.map(\.key.name)
    if json {
      Output.json(
        .object(
          [
            ("valid", .bool(true)), ("proves", .string(kind)), ("origin", .string(found.origin)),
            ("size", .int(Int64(found.size))), ("root", .string("\(found.root)")),
            ("signed_by", .strings(signers)),
          ] + members))
    } else {
      Output.text(
        "Valid. The log \(found.origin) of \(Words.count(Int(found.size), "entry", "entries")), signed by "
          + "\(signers.joined(separator: ", ")).\n\(text)\n")
    }
  }

  private func refuse(_ sentence: String) throws {
    if json {
      Output.json(.object([("valid", .bool(false)), ("reason", .string(sentence))]))
    } else {
      Output.text(Wrapping.paragraph(sentence, label: "Refused. "))
    }
    throw NegativeAnswer()
  }
}

extension ProofFileCheck.Kind: ExpressibleByArgument {}
