package import LedgerEngine

/// The files that an auditor gets of one order.
package struct AuditBundle {
  private let evidence: AuditEvidence
  /// All files stand below it.
  package let folder: String
  private let paths: AuditPaths

  package init(_ evidence: AuditEvidence) {
    self.evidence = evidence
    paths = AuditPaths(evidence)
    folder = "audit-" + FileName.safe(evidence.trace.order.order)
  }

  /// The same evidence gives the same bytes.
  package func archive() throws -> TarArchive {
    let signed = evidence.asOf.time
    var files: [TarArchive.File] = []
    func add(_ path: String, _ bytes: [UInt8], at time: Timestamp? = nil) {
      files.append(TarArchive.File(path: path, modified: time ?? signed, bytes: bytes))
    }
    let guide = AuditGuide(evidence, paths).document
    add("README.txt", Array(GuideText(document: guide).text.utf8))
    add("index.html", Array(GuidePage(document: guide).html.utf8))
    add("trace.txt", Array(TraceText(evidence.trace, asOf: evidence.asOf, style: .plain).text.utf8))
    add("trace.json", evidence.trace.json(asOf: evidence.asOf).utf8 + [0x0a])
    add("checkpoint", evidence.signed.note.bytes)
    add("order-proof.json", evidence.proof.bytes)
    add(AuditPaths.key, Array((evidence.key.text + "\n").utf8))
    add("keys/all.vkey", Array(evidence.keys.map { $0.key.text + "\n" }.joined().utf8))
    add("keys/history.json", JSONValue.object([("keys", .keys(evidence.keys))]).utf8 + [0x0a])
    for recorded in evidence.recorded {
      files += AuditBundle.files(of: recorded, in: paths.folder(of: recorded.position))
    }
    for applied in evidence.rulebooks {
      for file in applied.rulebook.files.sorted(by: { $0.path < $1.path }) {
        add("\(paths.folder(of: applied))/\(file.path)", file.bytes, at: applied.activated)
      }
    }
    var sums = ""
    for file in files { sums += "\(Hash256.sha256(of: file.bytes))  \(file.path)\n" }
    add("SHA256SUMS", Array(sums.utf8))
    var archive = TarArchive()
    for var file in files {
      file.path = "\(folder)/\(file.path)"
      archive.add(file)
    }
    return archive
  }

  private static func files(
    of recorded: AuditEvidence.Recorded, in folder: String
  ) -> [TarArchive.File] {
    var files: [(name: String, bytes: [UInt8])] = [
      ("entry.bin", recorded.bytes), ("proof.tlog-proof", recorded.proof.bytes),
    ]
    if let content = recorded.content {
      let headers = content.headers.map { "\($0.name): \($0.value)\n" }.joined()
      files += [
        ("body", content.body), ("headers.bin", content.head),
        ("headers.txt", Array(headers.utf8)), ("salt.hex", Array((content.saltHex + "\n").utf8)),
      ]
    }
    return files.map {
      TarArchive.File(
        path: "\(folder)/\($0.name)", modified: recorded.entry.received, bytes: $0.bytes)
    }
  }
}

extension AuditEvidence.Content {
  var saltHex: String { Hex.encode(salt) }
}

extension AuditEvidence {
  /// The key of the ledger that is named last and has signed the checkpoint.
  package var key: VerifierKey {
    let signers = shown.checkpoint.signatures.map(\.key)
    guard let key = keys.last(where: { signers.contains($0.key) })?.key else {
      preconditionFailure("a key of the ledger has signed what was checked")
    }
    return key
  }
}
