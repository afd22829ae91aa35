public import LedgerCore

/// What the body of an entry of kind `directory` says: the two roots and what they are of
/// (`docs/proofs.md`).
public struct DirectoryHead: Hashable, Sendable {
  /// Number of entries that the directory covers: its own position.
  public var through: LogPosition
  /// Number of threads.
  public var threads: UInt64
  public var threadRoot: Hash256
  /// Number of keys of the reference map.
  public var references: UInt64
  public var referenceRoot: Hash256
  public var referenceKeyHash: Hash256
  /// Revision of the rulebook that read the deliveries.
  public var rulebook: Hash256
  /// Positions of the recorded actions that took references out of joining, ascending, each once.
  public var separations: [LogPosition]

  public init(
    through: LogPosition, threads: UInt64, threadRoot: Hash256, references: UInt64,
    referenceRoot: Hash256, referenceKeyHash: Hash256, rulebook: Hash256,
    separations: [LogPosition]
  ) {
    self.through = through
    self.threads = threads
    self.threadRoot = threadRoot
    self.references = references
    self.referenceRoot = referenceRoot
    self.referenceKeyHash = referenceKeyHash
    self.rulebook = rulebook
    self.separations = separations
  }

  /// The body: a JSON object without white space, its members in this order.
  public var bytes: [UInt8] {
    precondition(separations.isStrictlyAscending, "separations ascend, each once")
    return JSONValue.object([
      ("through", .int(Int64(through.rawValue))),
      ("threads", .int(Int64(threads))),
      ("thread_root", .string(threadRoot.base64)),
      ("references", .int(Int64(references))),
      ("reference_root", .string(referenceRoot.base64)),
      ("reference_key_hash", .string(referenceKeyHash.base64)),
      ("rulebook", .string(rulebook.description)),
      ("separations", .array(separations.map { .int(Int64($0.rawValue)) })),
    ]).utf8
  }
}
