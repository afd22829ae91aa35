import Crypto
import LedgerCore
public import LedgerRules

extension Policy {
  /// Reads a policy.
  ///
  /// - Parameters:
  ///   - file: shown in front of problems.
  ///   - rulebooks: those whose names it may use, such as the active and the revised one.
  /// - Throws: all that is wrong with it, with places.
  public static func read(
    _ bytes: [UInt8], file: String, for rulebooks: [Rulebook]
  ) throws(RulebookErrors) -> Policy {
    let reader = PolicyReader(file: file, names: PolicyNames(rulebooks))
    var policy = reader.policy(bytes, keys: PolicyReader.keys)
    try reader.page.problems.check()
    policy.digest = Hash256(bytes: SHA256.hash(data: bytes))
    return policy
  }

  /// A threshold as the command line has it, such as `changed=0` or `opened.checkout_disconnect=5`.
  public static func read(
    maximum text: String, for rulebooks: [Rulebook]
  ) throws(RulebookErrors) -> Policy {
    let reader = PolicyReader(file: text, names: PolicyNames(rulebooks))
    var policy = Policy()
    policy.limits = reader.limits(maximum: text)
    try reader.page.problems.check()
    return policy
  }
}

extension Expectation {
  /// Reads a file that has nothing but `expect`.
  public static func read(
    _ bytes: [UInt8], file: String, for rulebooks: [Rulebook]
  ) throws(RulebookErrors) -> Expectation {
    let reader = PolicyReader(file: file, names: PolicyNames(rulebooks))
    let policy = reader.policy(bytes, keys: ["expect"])
    try reader.page.problems.check()
    return policy.expectation ?? Expectation([])
  }
}

/// Reads the file of a policy; problems are told all at once.
struct PolicyReader {
  static let keys = ["limits", "forbid", "expect", "approvals", "require-full-baseline"]

  let page: Page
  let names: PolicyNames

  init(file: String, names: PolicyNames) {
    page = Page(path: file, problems: ProblemList())
    self.names = names
  }

  func policy(_ bytes: [UInt8], keys: [String]) -> Policy {
    var policy = Policy()
    guard let tree = YAMLReader(file: page.path, problems: page.problems).read(bytes),
      let fields = page.fields(tree, "the policy", keys: keys)
    else { return policy }
    if let tree = fields["limits"] { policy.limits = limits(tree) }
    if let tree = fields["forbid"] { policy.forbidden = patterns(tree, "`forbid`") }
    if let tree = fields["expect"] {
      policy.expectation = Expectation(patterns(tree, "`expect`"))
    }
    if let tree = fields["approvals"] {
      policy.approvals = page.integer(tree, "`approvals`", in: 0...16) ?? 0
    }
    if let tree = fields["require-full-baseline"] {
      policy.requiresFullBaseline = page.boolean(tree, "`require-full-baseline`") ?? false
    }
    return policy
  }

  /// Where a tree stands; nil for the command line, which has no lines.
  func place(_ place: Place) -> SourcePlace? {
    place.line == 0 ? nil : SourcePlace(file: page.path, line: place.line)
  }
}
