import LedgerEngine

extension AuditGuide {
  /// Commands that a shell runs as they stand, in the folder with the files.
  func checks(_ document: inout GuideDocument) {
    document.heading("Check it yourself")
    document.paragraph(
      "Open a shell in this folder. The first five steps need nothing but `sha256sum`, `openssl` (1.1.1 or "
        + "newer) and `python3`; steps 6 and 7 use verifiers that you can get, or write, yourself.")
    key(&document)
    body(&document)
    tree(&document)
    rules(&document)
    completeness(&document)
    others(&document)
  }

  private func key(_ document: inout GuideDocument) {
    document.step("Nothing was damaged on the way")
    document.commands(["sha256sum --quiet -c SHA256SUMS && echo all files are whole"])
    document.step("The checkpoint is signed by the ledger's key")
    document.paragraph(
      "Get the key from the ledger's owner by another way than these files, and compare it letter by "
        + "letter with `\(AuditPaths.key)`: all else rests on it. The three lines at the top of "
        + "`checkpoint` are what is signed; the signature is in its line \(signatureLine).")
    document.commands([
      "mkdir -p check",
      "sed -n 1,3p checkpoint > check/signed",
      "sed -n \(signatureLine)p checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > check/signature",
      // What stands in front of every Ed25519 key (RFC 8410, section 4).
      "printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000' > check/key.der",
      "cut -d+ -f3- \(AuditPaths.key) | base64 -d | tail -c 32 >> check/key.der",
      "openssl pkeyutl -verify -pubin -keyform DER -inkey check/key.der -rawin \\",
      "  -in check/signed -sigfile check/signature",
    ])
  }

  /// Of the key's signature, counted from 1: three lines of text and an empty one stand above the first.
  private var signatureLine: Int {
    let index = evidence.signed.note.signatures.firstIndex { $0.isInName(of: evidence.key) }
    return 5 + (index ?? 0)
  }

  private func body(_ document: inout GuideDocument) {
    document.step("The bodies are those of the entries")
    document.paragraph(
      "An entry ends with the fingerprint of its message: HMAC-SHA256 of headers and body, with the salt "
        + "as key.")
    document.commands([
      "for e in entries/*/; do",
      "  test -f \"$e/body\" || continue",
      "  found=$(cat \"$e/headers.bin\" \"$e/body\" | openssl dgst -sha256 -mac HMAC \\",
      "    -macopt \"hexkey:$(cat \"$e/salt.hex\")\" -r | cut -c1-64)",
      "  recorded=$(tail -c 32 \"$e/entry.bin\" | od -An -v -tx1 | tr -d ' \\n')",
      "  test \"$found\" = \"$recorded\" && echo \"$e the same\" || echo \"$e DIFFERS\"",
      "done",
    ])
    let bare = evidence.recorded.filter { $0.part == .event && $0.content == nil }
    if !bare.isEmpty {
      document.paragraph(
        "Of \(bare.map { "\($0.position)" }.joined(separator: ", ")) the log keeps no body any more; that "
          + "the entry was recorded is proved all the same.")
    }
  }

  private func tree(_ document: inout GuideDocument) {
    document.step("The entries are those of the checkpoint")
    let first = evidence.recorded.first { $0.part == .event } ?? evidence.recorded.first
    if let first {
      document.paragraph(
        "The log is a hash tree (RFC 6962), and each entry is a leaf of it, hashed behind a zero byte. "
          + "That of entry \(first.position) is:")
      document.commands([
        "{ printf '\\000'; cat \(paths.folder(of: first.position))/entry.bin; } | sha256sum"
      ])
    }
    document.paragraph(
      "From a leaf, the hashes of its proof lead to the root that was signed. This works them out for all "
        + "entries, and compares the position that an entry states itself:")
    document.commands(AuditGuide.treeProgram)
  }

  private static let treeProgram = [
    "python3 - entries/*/ <<'END'",
    "import base64, hashlib, sys",
    "",
    "def H(*parts):",
    "    return hashlib.sha256(b\"\".join(parts)).digest()",
    "",
    "lines = open(\"checkpoint\", encoding=\"utf-8\").read().split(\"\\n\")",
    "size, root = int(lines[1]), base64.b64decode(lines[2])",
    "for folder in sys.argv[1:]:",
    "    entry = open(folder + \"entry.bin\", \"rb\").read()",
    "    proof = open(folder + \"proof.tlog-proof\", encoding=\"utf-8\").read().split(\"\\n\")",
    "    start = next(i for i, line in enumerate(proof) if line.startswith(\"index \"))",
    "    index = int(proof[start].split()[1])",
    "    path = [base64.b64decode(line) for line in proof[start + 1:proof.index(\"\")]]",
    "    node, last, found = index, size - 1, H(b\"\\0\", entry)",
    "    for other in path:",
    "        if node % 2 == 1 or node == last:",
    "            found = H(b\"\\1\", other, found)",
    "            while node % 2 == 0 and node != 0:",
    "                node, last = node // 2, last // 2",
    "        else:",
    "            found = H(b\"\\1\", found, other)",
    "        node, last = node // 2, last // 2",
    "    stated = int.from_bytes(entry[6:14], \"little\")",
    "    right = index < size and last == 0 and found == root and stated == index",
    "    print(folder, \"is in the log\" if right else \"IS NOT IN THE LOG\")",
    "END",
  ]

  private func rules(_ document: inout GuideDocument) {
    document.step("The rules are those of the log")
    document.paragraph(
      "Each rulebook stands in the body of an entry that the steps above have checked.")
    var lines = [
      "python3 - <<'END'", "import json, pathlib", "", "def bytes_of(file):",
      "    text = file.get(\"text\")",
      "    return bytes.fromhex(file[\"hex\"]) if text is None else text.encode()", "",
      "for folder, entry in [",
    ]
    for applied in evidence.rulebooks {
      lines.append(
        "    (\"\(paths.folder(of: applied))\", \"\(paths.folder(of: applied.files))\"),")
    }
    lines += [
      "]:",
      "    files = json.loads(pathlib.Path(entry, \"body\").read_bytes())[\"rulebook\"][\"files\"]",
      "    here = {p.relative_to(folder).as_posix(): p.read_bytes()",
      "            for p in pathlib.Path(folder).rglob(\"*\") if p.is_file()}",
      "    same = here == {file[\"path\"]: bytes_of(file) for file in files}",
      "    print(folder, \"is as recorded\" if same else \"DIFFERS\")", "END",
    ]
    document.commands(lines)
  }

  private func completeness(_ document: inout GuideDocument) {
    document.step("No message was left out")
    document.paragraph(
      "`order-proof.json`, and the checkpoint, are checked by the program on any machine, without the "
        + "ledger:")
    document.commands([
      "orderledger verify --proof checkpoint --key \(AuditPaths.key) --proves checkpoint \\",
      "  && orderledger verify --proof order-proof.json --key \(AuditPaths.key) --proves order",
    ])
    document.paragraph(
      "or by a verifier in Python that shares no code with it, in `Tools/verify-order-proof` of its "
        + "sources, written from `docs/proofs.md` alone. That page defines the proof, so that you can "
        + "write one of your own.")
    document.commands([
      "python3 Tools/verify-order-proof/verify.py order-proof.json --key-file \(AuditPaths.key)"
    ])
    document.paragraph(
      "Each item that it lists is a message in `entries/`. Compare the two lists.")
  }

  private func others(_ document: inout GuideDocument) {
    document.step("With other people's programs")
    document.paragraph(
      "`proof.tlog-proof` and `checkpoint` are formats of C2SP (https://c2sp.org/tlog-proof). The program "
        + "checks each file as a whole:")
    document.commands([
      "for p in entries/*/proof.tlog-proof; do",
      "  orderledger verify --proof \"$p\" --key \(AuditPaths.key) --proves event || echo \"$p REFUSED\"",
      "done",
    ])
    document.paragraph(
      "and so does `Tools/verify-log` of its sources, with the Go project's own tree code:")
    document.commands([
      "for p in entries/*/proof.tlog-proof; do",
      "  verify-log event -key \(AuditPaths.key) \"$p\"",
      "done",
    ])
    document.step("Later")
    document.paragraph(
      "Keep `checkpoint`. Whenever you get a later one, ask for the proof that the log still begins with "
        + "the same \(Words.count(Int(evidence.signed.checkpoint.size), "entry", "entries")) "
        + "(`orderledger proof consistency \(evidence.signed.checkpoint.size)`), and check it:")
    document.commands([
      "orderledger verify --proof since.consistency --older checkpoint --key \(AuditPaths.key)"
    ])
  }
}
