import ArgumentParser
import LedgerEngine

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Derive everything again and compare.",
    discussion: """
      Checks every entry, every body against its fingerprint, the chain of every thread, and the \
      stored state of every order against its history. Exit code 1 says that something was found.

      Example:
        orderledger verify
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let opened = try ledger.openForReading()
    let progress = Progress("Verifying", unit: "entries")
    defer { progress.finish() }
    let result = try opened.verify { progress.update($0.rawValue, of: $1.rawValue) }
    progress.finish()
    if ledger.json {
      Output.json(result.json)
    } else {
      Output.text(text(result))
    }
    if !result.findings.isEmpty { throw NegativeAnswer() }
  }

  private func text(_ result: Verification) -> String {
    var text =
      "Checked \(Words.count(Int(result.entries), "entry", "entries")), "
      + "\(Words.count(Int(result.bodies), "body", "bodies")), "
      + "\(Words.count(Int(result.links), "chain link")), "
      + Words.groups(orders: result.orders, unlinked: result.unlinked, shared: result.shared)
      + "; digest \(result.digest.short).\n"
    guard !result.findings.isEmpty else { return text + "Everything agrees with the log.\n" }
    for finding in result.findings {
      let place = finding.position.map { "position \($0)" } ?? finding.order ?? "the index"
      text += Wrapping.paragraph(finding.detail, label: "  \(finding.kind.rawValue)  \(place)  ")
    }
    return text + "\(Words.count(result.findings.count, "finding")).\n"
  }
}

extension Verification {
  var json: JSONValue {
    .object([
      ("ok", .bool(findings.isEmpty)), ("entries", .int(Int64(entries))),
      ("bodies", .int(Int64(bodies))), ("links", .int(Int64(links))), ("orders", .int(orders)),
      ("unlinked_groups", .int(unlinked)), ("shared_groups", .int(shared)),
      ("digest", .string("\(digest)")),
      (
        "findings",
        .array(
          findings.map { finding in
            .object([
              ("kind", .string(finding.kind.rawValue)), ("position", .position(finding.position)),
              ("order", .optional(finding.order)), ("detail", .string(finding.detail)),
            ])
          })
      ),
    ])
  }
}
