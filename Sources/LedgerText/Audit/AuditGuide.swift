import LedgerEngine

/// What an auditor reads first: what the files are, what they prove and what not, and how to check it.
struct AuditGuide {
  let evidence: AuditEvidence
  let paths: AuditPaths

  init(_ evidence: AuditEvidence, _ paths: AuditPaths) {
    self.evidence = evidence
    self.paths = paths
  }

  var document: GuideDocument {
    let checkpoint = evidence.signed.checkpoint
    var document = GuideDocument(
      title: "Order \(name): what was recorded, and how to check it",
      above: "Ledger \(checkpoint.origin)",
      lead:
        "These files hold all that the ledger had recorded of this order when a checkpoint of its "
        + "first \(Words.count(Int(checkpoint.size), "entry", "entries")) was signed: the original "
        + "bytes of every message, what follows from them, and proofs. You need not believe who gave "
        + "them to you, nor use the ledger's program to check them. One thing has to come to you by "
        + "another way: the ledger's public key.")
    document.table(glance)
    proved(&document)
    events(&document)
    rulebooks(&document)
    files(&document)
    checks(&document)
    return document
  }

  private var order: OrderReport { evidence.trace.order }

  /// What people call the order.
  private var name: String {
    let names = OrderReport.identities(order.names)
    guard let short = Words.shortName(names, except: order.order) else { return order.order }
    return "\(short) (\(order.order))"
  }

  // MARK: Sections

  private var glance: GuideTable {
    let signed = evidence.signed.checkpoint
    let others = OrderReport.identities(order.names).filter { !name.contains($0) }
    var rows: [[GuideTable.Cell]] = []
    func add(_ label: String, _ words: String, isCode: Bool = false) {
      if !words.isEmpty { rows.append([.init(label), .init(words, isCode: isCode)]) }
    }
    add("Also known as", others.joined(separator: ", "))
    add(
      "Messages",
      "\(Words.count(order.counts.items, "item")) from "
        + "\(Words.count(Set(evidence.trace.events.map(\.channel)).count, "channel")), received "
        + "\(order.firstLearned.rfc3339) to \(order.lastLearned.rfc3339)")
    add(
      "By the rules",
      order.truth.map { "\($0.facet) \($0.state), by \($0.system)" }.joined(separator: "; "))
    add(
      "Disagreements",
      order.disagreements.isEmpty
        ? "none is open"
        : order.disagreements.map { "\($0.title), \(Words.plain($0.status))" }
          .joined(separator: "; "))
    add("As of", "position \(signed.size - 1), received \(evidence.asOf.time.rfc3339)")
    add("Entries signed", Words.grouped(Int(signed.size)))
    add("Their root", "\(signed.root)", isCode: true)
    add("Public key", evidence.key.text, isCode: true)
    let witnesses = evidence.signed.note.signatures.filter { signature in
      !evidence.keys.contains { signature.isInName(of: $0.key) }
    }
    add("Cosigned by", witnesses.map(\.name).joined(separator: ", "))
    return GuideTable(rows: rows)
  }

  private func proved(_ document: inout GuideDocument) {
    document.heading("What is proved")
    document.list([
      "Each message was in the log in just these bytes when the checkpoint was signed: its headers and "
        + "body give the fingerprint in its entry, and the entry gives the signed root.",
      "The messages are complete: no other was filed under any name of this order in the first "
        + "\(Words.grouped(Int(evidence.shown.directory.through.rawValue))) entries. That is what `order-proof.json` shows, also "
        + "across names that were joined later.",
      "The rules are those that were in force: they are entries of the same log.",
    ])
    document.heading("What is not proved")
    document.list([
      "That a message is true, or that its sender sent it. `trace.txt` says of each on what evidence it "
        + "rests; signatures of senders were checked when it came, with secrets that are not here.",
      "That the ledger took the right names out of each message. Anybody who reads the bodies can look; "
        + "the rules say where names are taken from.",
      "What never reached the ledger, could not be read at all, or came after the checkpoint.",
      "Times. They are those of the ledger's clock; only a witness's cosignature brings a time of "
        + "somebody else.",
      "`trace.txt` and `trace.json`. They are what the rules make of the messages, written out for "
        + "people: a reading, not evidence.",
    ])
  }

  private func events(_ document: inout GuideDocument) {
    document.heading("The messages")
    var rows: [[GuideTable.Cell]] = []
    for recorded in evidence.recorded where recorded.part == .event {
      let events = evidence.trace.events.filter { $0.item.position == recorded.position }
      let says = events.flatMap { $0.claims.map(\.text) }.joined(separator: "; ")
      let shapes = events.map(\.shape).filter { !$0.isEmpty }
      let what = shapes.isEmpty ? "filed here; read as another order's now" : shapes[0]
      let missing = recorded.content == nil ? "its body is not kept; " : ""
      rows.append([
        .init("\(recorded.position)"), .init(recorded.entry.received.rfc3339),
        .init(recorded.entry.channel),
        .init(
          missing + what + (says.isEmpty ? "" : ": \(says)"), links: paths.links(to: recorded)),
      ])
    }
    document.table(GuideTable(titles: ["entry", "received", "from", "what it says"], rows: rows))
    let others = evidence.recorded.filter { $0.part == .again || $0.part == .action }
    guard !others.isEmpty else { return }
    document.paragraph("Beside them the log has, of this order:")
    document.table(
      GuideTable(
        titles: ["entry", "received", "by", "what"],
        rows: others.map { recorded in
          [
            .init("\(recorded.position)"), .init(recorded.entry.received.rfc3339),
            .init(recorded.entry.actor),
            .init(AuditGuide.words(recorded.entry.kind), links: paths.links(to: recorded)),
          ]
        }))
  }

  static func words(_ kind: EntryKind) -> String {
    switch kind {
    case .delivery: "a message"
    case .conflict(let original): "a message in conflict with \(original)"
    case .duplicate(let original): "\(original) once more, byte for byte"
    case .control(let name): Words.plain(name)
    }
  }

  private func rulebooks(_ document: inout GuideDocument) {
    document.heading("The rules")
    document.paragraph(
      "Rulebooks that were in force while the messages came, and the one in force at the checkpoint, which "
        + "`trace.txt` was made with:")
    document.table(
      GuideTable(
        titles: ["entry", "in force since", "revision and files"],
        rows: evidence.rulebooks.map { applied in
          [
            .init("\(applied.position)"), .init(applied.activated.rfc3339),
            .init(
              "`\(applied.rulebook.revision)` in `\(paths.folder(of: applied))/`"
                + (applied.isActive ? ", in force at the checkpoint" : "")),
          ]
        }))
  }

  private func files(_ document: inout GuideDocument) {
    document.heading("The files")
    let rows = [
      ("checkpoint", "the signed checkpoint (C2SP tlog-checkpoint), with its cosignatures"),
      ("order-proof.json", "that the messages are complete (`docs/proofs.md` of OrderLedger)"),
      ("entries/POSITION/entry.bin", "an entry of the log, in the bytes that are hashed"),
      ("entries/POSITION/body", "the body of its message, exactly as it was received"),
      (
        "entries/POSITION/headers.bin",
        "its headers in the form that the fingerprint covers; `headers.txt` has them to read"
      ),
      ("entries/POSITION/salt.hex", "the key of its fingerprint"),
      ("entries/POSITION/proof.tlog-proof", "that the entry is in the log (C2SP tlog-proof)"),
      (AuditPaths.key, "the public key that has signed; compare it with the one that you got"),
      ("keys/all.vkey", "all public keys of the ledger; `keys/history.json` says since when"),
      ("rules/", "the rulebooks, as the log has them"),
      ("trace.txt", "the order's history in words; `trace.json` for programs"),
      ("SHA256SUMS", "against damage on the way"),
    ]
    document.table(GuideTable(rows: rows.map { [.init("`\($0.0)`"), .init($0.1)] }))
    document.paragraph(
      "Secrets of senders in headers and bodies were replaced by keyed hashes before anything was "
        + "recorded; all else is as it came.")
  }
}
