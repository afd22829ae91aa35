import LedgerCore
import LedgerRules

/// The bodies of control entries that bear on rulebooks (`docs/operating.md` shows them).
extension ControlBody {
  /// - Parameter files: of the rulebook; nil where the entry names another that has them.
  static func rulebookSwitch(
    _ change: RulebookAction.Switch, files: [Rulebook.File]?, reason: String, by: String
  ) -> [UInt8] {
    var members: [(String, JSONValue)] = [
      ("manner", .string(change.manner.rawValue)), ("from", .optional(change.from)),
      ("to", .rulebook(change.to)), ("reason", .string(reason)), ("by", .string(by)),
    ]
    if let request = change.request {
      members.append(("request", .position(request)))
      members.append(("approvals", .array(change.approvals.map { .position($0) })))
    }
    if let verdict = change.verdict { members.append(("policy", verdict.json)) }
    if let verified = change.verified {
      let digest = JSONValue.string("\(verified.digest)")
      members.append(
        ("verified", .object([("through", .position(verified.through)), ("digest", digest)])))
    }
    if let rulebook = change.rulebook { members.append(("rulebook_at", .position(rulebook))) }
    if let files { members.append(("rulebook", RulebookArchive.json(of: files))) }
    return JSONValue.object(members).utf8
  }

  static func request(
    _ request: PromotionRequest, files: [Rulebook.File], reason: String, by: String
  ) -> [UInt8] {
    let report = request.report
    return JSONValue.object([
      ("from", .rulebook(request.from)), ("to", .rulebook(request.to)),
      ("reason", .string(reason)), ("by", .string(by)),
      (
        "report",
        .object([
          ("digest", .string("\(report.digest)")), ("through", .position(report.through)),
          ("head", .string("\(report.head)")), ("as_of", .string(report.asOf.rfc3339)),
          ("full_baseline", .bool(report.isFullBaseline)),
          ("attributed", .bool(report.isAttributed)),
        ])
      ),
      ("policy", .optional(request.policy)),
      ("verdicts", .array(request.verdicts.map(\.json))),
      ("approvals_needed", .int(request.approvalsNeeded)),
      ("override", .optional(request.override)),
      ("rulebook", RulebookArchive.json(of: files)),
    ]).utf8
  }

  static func approval(of request: LogPosition, reason: String, by: String) -> [UInt8] {
    JSONValue.object([
      ("request", .position(request)), ("reason", .string(reason)), ("by", .string(by)),
    ]).utf8
  }
}

extension JSONValue {
  static func rulebook(_ rulebook: RulebookName) -> JSONValue {
    .object([
      ("name", .string(rulebook.name)), ("revision", .string("\(rulebook.revision)")),
    ])
  }

  fileprivate static func optional(_ rulebook: RulebookName?) -> JSONValue {
    rulebook.map { .rulebook($0) } ?? .null
  }
}

extension PromotionVerdict {
  fileprivate var json: JSONValue {
    .object([
      ("report", .string("\(report)")), ("through", .position(through)),
      ("within", .bool(isWithin)), ("exceeded", .array(exceeded.map { .string($0) })),
    ])
  }

  init?(_ reader: ControlReader) {
    guard let report = reader.hash("report"), let through = reader.position("through") else {
      return nil
    }
    self.init(through: through, report: report, exceeded: reader.texts("exceeded"))
  }
}

extension RulebookAction.Verified {
  init?(_ reader: ControlReader) {
    guard let through = reader.position("through"), let digest = reader.hash("digest") else {
      return nil
    }
    self.init(through: through, digest: digest)
  }
}

extension RulebookName {
  init?(_ reader: ControlReader?) {
    guard let reader, let name = reader.text("name"), let revision = reader.hash("revision") else {
      return nil
    }
    self.init(name: name, revision: revision)
  }
}

extension RulebookAction.Switch {
  init?(_ reader: ControlReader) {
    guard let manner = reader.text("manner").flatMap(Manner.init(rawValue:)),
      let to = RulebookName(reader.object("to"))
    else { return nil }
    self.manner = manner
    self.to = to
    from = RulebookName(reader.object("from"))
    request = reader.position("request")
    approvals = reader.texts("approvals").compactMap { UInt64($0) }.map { LogPosition($0) }
    verdict = reader.object("policy").flatMap { PromotionVerdict($0) }
    verified = reader.object("verified").flatMap { RulebookAction.Verified($0) }
    rulebook = reader.position("rulebook_at")
  }
}

extension PromotionRequest {
  init?(_ reader: ControlReader) {
    guard let from = RulebookName(reader.object("from")),
      let to = RulebookName(reader.object("to")), let report = reader.object("report"),
      let digest = report.hash("digest"), let through = report.position("through"),
      let head = report.hash("head"), let asOf = report.time("as_of")
    else { return nil }
    self.from = from
    self.to = to
    self.report = Report(
      digest: digest, through: through, head: head, asOf: asOf,
      isFullBaseline: report.flag("full_baseline") ?? false,
      isAttributed: report.flag("attributed") ?? false)
    policy = reader.text("policy")
    verdicts = reader.objects("verdicts").compactMap { PromotionVerdict($0) }
    approvalsNeeded = reader.integer("approvals_needed") ?? 0
    override = reader.text("override")
  }
}
