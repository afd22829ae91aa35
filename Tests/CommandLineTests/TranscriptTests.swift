import Testing

/// Whole sessions of the real binary against committed transcripts: every word that a user reads.
@Suite("What the command line writes")
struct TranscriptTests {
  struct Session: CustomTestStringConvertible, Sendable {
    var name: String
    /// A ledger with the story in it stands ready.
    var hasStory = true
    var lines: [String]

    var testDescription: String { name }
  }

  private static let story = ["init --rulebook rulebook", "ingest --channel auto story.ndjson"]

  static let sessions = [
    Session(
      name: "init", hasStory: false,
      lines: [
        "status", "init --rulebook rulebook", "init --rulebook rulebook",
        "--ledger other init --rulebook rulebook --json", "--ledger third init --begin noon",
        "--ledger third init --rulebook nowhere --json",
      ]),
    Session(
      name: "ingest", hasStory: false,
      lines: story + [
        "ingest --channel auto story.ndjson --json", "ingest --channel shopify payloads",
        "ingest --channel stripe payloads/stripe.payment_intent.canceled.json --json",
        "ingest --channel auto --receipts --json story.ndjson",
        "ingest --channel shop-eu --kind shopify --account eu - --json < story.ndjson",
        "ingest --channel nothing story.ndjson", "ingest --channel x --kind y story.ndjson",
        "ingest --channel shopify --kind netsuite story.ndjson",
        "ingest --channel shopify nowhere.json --json",
      ]),
    Session(
      name: "trace",
      lines: [
        "trace '#1001'", "trace '#1001' --as-of 2026-03-02T10:03:00Z", "trace 782 --json",
        "trace '#1001' --raw", "trace nothing", "trace '#1001' --as-of yesterday --json",
        "trace '#1001' --as-of 5000",
      ]),
    Session(
      name: "status",
      lines: [
        "status '#1003'", "status '#1001' --json", "status",
        "status --facet payment --state captured --channel netsuite", "status --limit 2",
        "status --limit 2 --after ord-9tz4", "status --facet colour", "status --state captured",
        "status --as-of 2026-03-02T10:00:30Z",
      ]),
    Session(
      name: "mismatches",
      lines: [
        "mismatches", "mismatches --long --pattern checkout_disconnect", "mismatches --json",
        "mismatches --cause mapping", "mismatches --older-than 2d",
        "mismatches --in-flight --as-of 2026-03-02T10:20:00Z", "mismatches --closed --slas",
      ]),
    Session(
      name: "quarantine",
      lines: [
        "quarantine list", "quarantine list --channel netsuite --facet order --json",
        "quarantine list --limit 1", "quarantine list --channel nothing", "quarantine show 10",
        "quarantine show 10 --json",
        "quarantine show 2", "quarantine show 99", "quarantine retry",
        "quarantine retry --rules known", "quarantine retry --rules known --json",
        "rules activate known", "quarantine retry",
      ]),
    Session(
      name: "lists",
      lines: [
        "held", "held --json", "unlinked", "channels", "channels --silent-for 1d --json",
      ]),
    Session(
      name: "erasing", hasStory: false,
      lines: [
        "init --encrypt --rulebook rulebook",
        "init --encrypt --rulebook rulebook --master-key master.key",
        "ingest --master-key master.key --channel auto story.ndjson",
        "ingest --channel auto story.ndjson", "trace '#1001' --raw",
        "erase --order '#1001' --dry-run", "erase --order '#1001' --dry-run --json",
        "erase --order '#1001'", "erase --reason x",
        "erase --master-key master.key --order '#1001' --reason 'request 7'",
        "status '#1001'", "trace --master-key master.key '#1001' --raw",
        "trace --master-key master.key '#1001' --raw --json",
        "erase --master-key master.key --subject nobody --reason x", "verify",
        "verify --json", "verify --master-key master.key",
        "verify --master-key master.key --json",
        "find-personal-data --master-key master.key",
        "find-personal-data --master-key master.key --limit 1 --json",
        "keys master --master-key master.key --new other.key",
        "verify --master-key master.key --quick --json", "verify --master-key other.key --quick",
        "--ledger plain init --rulebook rulebook --json",
        "--ledger plain erase --subject 1 --reason x",
      ]),
    Session(
      name: "rules",
      lines: [
        "rules check rulebook", "rules check --active --json", "rules test rulebook",
        "rules diff @active rulebook --json", "rules history --json", "rules rollback",
        "rules activate rulebook", "rules check", "rules check nowhere",
      ]),
    Session(
      name: "replay",
      lines: [
        "rules check broken", "rules diff @active revised", "replay --rules revised",
        "replay --rules revised --explain", "replay --rules revised --explain --json",
        "replay --rules rulebook --explain",
        "replay --rules revised --limit 1 --json", "replay --rules rulebook --max changed=0",
        "replay --rules revised --limit 0 --max changed=1 --max opened.checkout_disconnect=0",
        "replay --rules revised --against @shipped --limit 0 --where 'amount>=1000.00EUR'",
        "replay --rules @1 --where channel=netsuite --where payment=captured --from 5",
        "replay --rules revised --believed 2026-03-02T10:02:00Z --limit 1 --where reference=#1001",
        "replay --rules broken --json", "replay --rules @99", "replay --rules revised --where x",
        "replay --rules revised --where payment=paid", "replay --rules revised --where amount=5",
        "replay --rules revised --max chnged=0", "replay --rules revised --from yesterday",
        "replay --rules revised --csv --json", "replay --rules revised --save-case 5",
        "quarantine retry --rules revised --json", "rules activate revised",
        "rules history", "status --facet payment --state authorized", "rules rollback",
        "replay --rules @19 --limit 0", "rules export exported", "rules export exported --json",
        "rules rollback --json", "rules test revised --json",
      ]),
    Session(
      name: "replay-forms",
      lines: [
        "replay --rules revised --ndjson", "replay --rules revised --csv",
        "replay --rules revised --markdown --limit 1",
        "replay --rules revised --markdown --policy gate.yaml", "replay --rules revised --html",
        "replay --rules revised --html --out report.html",
        "replay --rules revised --out changed.csv --out report.json --json",
        "replay --rules revised --out nowhere/report.html --html",
      ]),
    Session(
      name: "replay-policy",
      lines: [
        "replay --rules revised --policy gate.yaml --limit 1",
        "replay --rules revised --policy gate.yaml --json --limit 0",
        "replay --rules revised --expect expect.yaml --max unexpected=0 --limit 0",
        "replay --rules revised --policy expect.yaml --max unmet=1 --limit 0",
        "replay --rules revised --policy wrong.yaml", "replay --rules revised --expect gate.yaml",
        "replay --rules revised --policy nowhere.yaml --json",
      ]),
    Session(
      name: "replay-explain",
      lines: [
        "replay explain '#1001' --rules revised", "replay explain '#1001' --rules revised --json",
        "replay explain 5000000001003 --rules @active",
        "replay explain '#1001' --rules revised --as-of 2026-03-02T10:03:00Z",
        "replay explain nothing --rules revised", "replay explain '#1001'",
        "replay --rules revised --limit 0 --save-case '#1002' --into revised/cases/1002.yaml",
        "rules check revised", "rules test revised --only 1002",
        "replay --rules revised --limit 0 --save-case '#1002' --into revised/cases/1002.yaml",
        "replay --rules revised --limit 0 --save-case '#1999' --into case.yaml",
      ]),
    Session(
      name: "promotion",
      lines: [
        "rules promote revised --report 31d0cf57", "replay --rules revised --limit 0",
        "rules promote known --report {report}",
        "rules promote revised --report {report} --policy strict.yaml",
        "rules promote revised --report {report} --policy nowhere.yaml",
        "rules promote revised --report {report} --policy policy.yaml --reason 'ticket 4711'",
        "rules approve 19", "rules history", "status --facet payment --state authorized",
        "rules approve 19 --by anna --reason 'looked at the three orders'", "rules history",
        "status --facet payment --state authorized", "rules approve 19 --by bert",
        "rules promote revised --report {report}",
        "rules rollback --by anna --reason 'refunds counted twice' --json",
        "replay --rules known --limit 0",
        "rules promote known --report {report} --json", "rules promote revised --report {report 1}",
        "replay --rules revised --limit 0",
        "rules promote revised --report {report} --policy strict.yaml --override 'one order, known'",
        "rules history", "rules history --json", "rules approve 1 --by anna --json",
        "rules export first --position 19", "rules diff first revised",
        "rules promote revised", "rules promote revised --report {report} --override ' '",
        "rules approve", "help rules promote", "verify",
      ]),
    Session(
      name: "join",
      lines: [
        "join '#1001' '#1002' --reason 'one order, typed twice'", "status '#1002'",
        "join '#1001' --reason alone", "join '#1001' nothing --reason 'not there' --json",
        "separate shopify/order/name=#1001 --reason 'number used twice'",
        "join EZ1000000001 '#1001' --reason parcel", "trace EZ1000000001",
        "join EZ1000000001 5000000001001 --reason parcel", "trace EZ1000000001", "unlinked",
        "separate --join 21 --reason 'wrong parcel'", "unlinked",
        "separate --join 21 --reason again",
        "join @14 5000000001001 --reason 'right after all' --json",
        "join trk_1 5000000001001 --reason again", "separate --join 3 --reason x",
        "separate --reason x",
        "join #1001 #1002 --reason ' '",
      ]),
    Session(
      name: "checks",
      lines: ["verify", "verify --json", "rebuild", "rebuild --json", "stats", "stats --json"]),
    Session(
      name: "proofs",
      lines: [
        "checkpoint --list", "checkpoint --list --json", "checkpoint --size 7",
        "checkpoint --list --anew", "checkpoint --witness w.vkey", "proof event 3",
        "proof event 99 --json", "proof order '#1001'", "proof consistency 5",
        "export tiles public", "audit '#1001'", "audit '#1001' --json", "audit nothing --out a.tar",
        "verify --proof story.ndjson", "verify --proof story.ndjson --json",
        "verify --proof nowhere", "verify --proof nowhere --quick", "verify --key a.vkey",
        "keys rotate --reason ' '",
      ]),
    Session(
      name: "audit",
      lines: [
        "audit '#1001' --out 1001.tar", "audit '#1001' --anew --out 1001.tar",
        "audit '#1001' --out 1001.tar --json", "ingest --channel shopify payloads",
        "audit '#1001' --out nowhere/1001.tar",
      ]),
    Session(
      name: "backup",
      lines: [
        "backup copies", "backup copies --json", "ingest --channel auto story.ndjson",
        "backup copies --rate 40MiB/s --json", "backup copies", "backup --check copies",
        "backup --check copies --json", "backup whole.backup", "backup whole.backup",
        "backup rest.backup --since copies/000001.backup --json",
        "backup --check copies/000001.backup rest.backup", "backup --check rest.backup",
        "backup nowhere/x.backup", "backup ledger", "backup copies --rate fast",
        "backup copies more", "backup copies --since whole.backup",
        "backup copies --check --rate 1",
        "backup --check rulebook", "backup --check story.ndjson --json",
        "--ledger nothing backup copies", "--ledger again restore copies",
        "--ledger again status '#1003'", "--ledger again restore copies",
        "--ledger look restore whole.backup --to 5 --json",
        "--ledger look restore copies --to 4000", "--ledger other restore copies --to 4000 --json",
        "--ledger other restore copies --to 2026-03-02T10:03:00Z",
        "--ledger fork restore copies --to noon", "--ledger fork restore copies --key a.vkey",
        "--ledger fork restore copies --fork 'two words'", "--ledger fork restore nowhere",
      ]),
    Session(
      name: "archive",
      lines: [
        "archive", "archive --to cold", "archive --before 9", "archive --to cold --before noon",
        "archive --to ledger/cold --before 9", "archive --to ledger/cold --before 9",
        "archive --to ledger/warm --older-than 1d --json", "archive", "archive --json",
        "trace '#1001' --raw --json", "stats --json", "verify", "archive --moved-to nowhere",
        "archive --moved-to ledger/warm", "export log cold", "backup copy.backup",
      ]),
    Session(
      name: "export",
      lines: [
        "export log log.ndjson", "export log log.ndjson --json", "export log nowhere/log.ndjson",
        "--ledger nothing export log -", "--ledger copy import log.ndjson",
        "--ledger copy verify", "--ledger copy import log.ndjson --json",
        "--ledger second import - --json < log.ndjson", "--ledger third import story.ndjson",
        "--ledger third import nowhere.ndjson", "--ledger third import log.ndjson --key a.vkey",
      ]),
    Session(
      name: "serve", hasStory: false,
      lines: [
        "serve --oidc policy.yaml", "serve --oidc nowhere.json --json", "serve --tls-key key.pem",
        "serve --host 0.0.0.0", "init",
        "serve --tls-certificate nowhere.pem --tls-key nowhere.pem",
        "serve --tls-certificate policy.yaml --tls-key policy.yaml",
      ]),
    Session(
      name: "help", hasStory: false,
      lines: [
        "--help", "--version", "help ingest", "help mismatches", "help rules", "help replay run",
        "help replay explain", "help checkpoint", "help proof", "help audit", "help verify",
        "help serve", "nonsense", "trace", "trace --json",
      ]),
  ]

  @Test("every word is as committed, in 100 columns", arguments: sessions)
  func matches(session: Session) throws {
    let scene = try Scene()
    if session.hasStory { for line in TranscriptTests.story { try scene.run(line) } }
    for line in session.lines {
      let result = try scene.run(line)
      if !TranscriptTests.isVerbatim(line) { expectNarrow(result.output, of: line) }
    }
    try Golden.expect(scene.transcript, is: session.name)
  }

  private func expectNarrow(_ output: String, of line: String) {
    for text in output.split(separator: "\n") where !text.hasPrefix("USAGE") {
      #expect(text.count <= 100, "\(line): \(text)")
    }
  }

  /// Whether a command shows JSON or original bytes, whose lines are as long as they are.
  private static func isVerbatim(_ line: String) -> Bool {
    ["--json", "--raw", "--csv", "--ndjson", "--markdown", "--html"].contains {
      line.contains($0)
    } || line.hasPrefix("quarantine show")
  }
}
