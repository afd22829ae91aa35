public import LedgerCore

/// Everything that turns deliveries into truth: a directory of YAML, content-addressed, compiled.
public struct Rulebook: Sendable {
  public struct File: Sendable, Hashable {
    /// Relative, with `/`, such as `channels/shopify.yaml`.
    public var path: String
    public var bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  public var name: String
  /// SHA-256 over the files (paths and bytes, in path order): the revision.
  public var revision: Hash256
  /// SHA-256 over what decides extraction alone: a change of it means decoding bodies again.
  public var extractionRevision: Hash256
  /// In path order.
  public var files: [File]
  /// In the order of the file `facets.yaml`.
  public var facets: [Facet]
  /// All systems that a channel kind or a rule names, by name.
  public var systems: [System]
  /// `order` first.
  public var entityKinds: [String]
  public var amountKinds: [String]
  public var traits: [String]
  /// In the order in which they were met.
  public var rules: [Rule] {
    didSet { places = Rulebook.places(of: rules) }
  }
  private var places: [RuleID: Int]
  public var kinds: [String: ChannelKind]
  public var originRoles: [Role]
  /// By facet.
  public var authority: [[Authority]]
  public var prerequisites: [Prerequisite]
  public var presence: [PresenceExpectation]
  public var handoffs: [Handoff]
  /// Mismatch patterns and SLAs, in file order.
  public var patterns: [Pattern]
  public var causes: [Cause]
  /// Instants at which some rule begins or ends (`effective-from`), ascending. Epoch 0 is
  /// before the first.
  public var epochs: [Timestamp]
  public var cases: [RulebookCase]
  /// Where things stand that are not rules, by `PlaceKey`.
  var namedPlaces: [String: SourcePlace] = [:]

  public init(
    name: String, revision: Hash256, extractionRevision: Hash256, files: [File], facets: [Facet],
    systems: [System], entityKinds: [String], amountKinds: [String], traits: [String],
    rules: [Rule], kinds: [String: ChannelKind], originRoles: [Role], authority: [[Authority]],
    prerequisites: [Prerequisite], presence: [PresenceExpectation], handoffs: [Handoff],
    patterns: [Pattern], causes: [Cause], epochs: [Timestamp], cases: [RulebookCase]
  ) {
    self.name = name
    self.revision = revision
    self.extractionRevision = extractionRevision
    self.files = files
    self.facets = facets
    self.systems = systems
    self.entityKinds = entityKinds
    self.amountKinds = amountKinds
    self.traits = traits
    self.rules = rules
    places = Rulebook.places(of: rules)
    self.kinds = kinds
    self.originRoles = originRoles
    self.authority = authority
    self.prerequisites = prerequisites
    self.presence = presence
    self.handoffs = handoffs
    self.patterns = patterns
    self.causes = causes
    self.epochs = epochs
    self.cases = cases
  }

  public func facet(named name: String) -> FacetID? {
    facets.firstIndex { $0.name == name }.map { FacetID(rawValue: UInt8($0)) }
  }

  public func system(named name: String) -> SystemID? {
    systems.firstIndex { $0.name == name }.map { SystemID(rawValue: UInt16($0)) }
  }

  public func amountKind(named name: String) -> AmountKind? {
    amountKinds.firstIndex(of: name).map { AmountKind(rawValue: UInt16($0)) }
  }

  /// The role of a system, without copying what else is known of it.
  public func role(of system: SystemID) -> Role { systems[Int(system.rawValue)].role }

  public subscript(_ facet: FacetID) -> Facet { facets[Int(facet.rawValue)] }
  public subscript(_ system: SystemID) -> System { systems[Int(system.rawValue)] }

  /// A rule of this rulebook. Of another one, where this does not say the same: nameless.
  public subscript(_ rule: RuleID) -> Rule {
    places[rule].map { rules[$0] } ?? Rule(id: rule, file: "", line: 0, text: "")
  }

  private static func places(of rules: [Rule]) -> [RuleID: Int] {
    Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  /// The epoch in which an instant lies.
  public func epoch(of instant: Timestamp) -> Int { epochs.count { $0 <= instant } }
}

/// A given/then example of `cases/`.
public struct RulebookCase: Sendable {
  public struct Given: Sendable {
    public var channel: String
    public var kind: String
    public var headers: [(name: String, value: String)]
    /// JSON text of the body.
    public var body: String
    public var received: Timestamp?

    public init(
      channel: String, kind: String, headers: [(name: String, value: String)], body: String,
      received: Timestamp?
    ) {
      self.channel = channel
      self.kind = kind
      self.headers = headers
      self.body = body
      self.received = received
    }
  }

  /// What must hold, each optional.
  public struct Then: Sendable {
    /// Any reference value or the correlation ID of the order that is looked at.
    public var order: String?
    /// Facet name → state name (`none` for no truth).
    public var truth: [(facet: String, state: String)] = []
    /// System → facet → state.
    public var systems: [(system: String, facet: String, state: String)] = []
    /// Pattern → status (`in_flight`, `delay`, `mismatch`, `closed`, `none`).
    public var disagreements: [(pattern: String, status: String)] = []
    /// By item, in order of the deliveries.
    public var outcomes: [String] = []
    public var asOf: Timestamp?

    public init() {}
  }

  public var name: String
  public var file: String
  public var line: Int
  public var given: [Given]
  public var then: Then

  public init(name: String, file: String, line: Int, given: [Given], then: Then) {
    self.name = name
    self.file = file
    self.line = line
    self.given = given
    self.then = then
  }
}
