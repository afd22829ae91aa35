public import LedgerCore
public import LedgerProofs

/// That a list of items is all that a ledger filed for an order, or that it knows no such order
/// (`docs/proofs.md`, "The order proof"). What it says counts once `OrderProofCheck` has found it right.
public struct OrderProof: Sendable {
  /// An entry of the log, and its path in the tree.
  public struct Included: Sendable {
    public var position: LogPosition
    /// Canonical.
    public var entry: [UInt8]
    public var path: [Hash256]
  }

  /// What an entry's fingerprint was made of.
  public struct Opened: Sendable {
    public var position: LogPosition
    public var salt: [UInt8]
    /// Headers and body (`docs/format.md`, "Payload").
    public var payload: [UInt8]
  }

  public struct ProvedReference: Sendable {
    public var reference: NamedReference
    public var key: Hash256
    /// Nil where no thread carries it.
    public var value: [UInt8]?
    public var proof: ReferenceMap.Proof
  }

  public struct ProvedThread: Sendable {
    public var number: UInt64
    public var leaf: [UInt8]
    public var path: [Hash256]
  }

  public static let format = "orderledger/order-proof@v1"

  public var note: SignedNote
  public var directory: Included
  public var directoryBody: Opened
  public var referenceKey: ReferenceKey
  public var asked: [NamedReference]
  public var references: [ProvedReference]
  public var threads: [ProvedThread]
  public var entries: [Included]
  public var bodies: [Opened]
}

/// A reference, and which use of a value that recycles.
public struct NamedReference: Sendable, Hashable {
  public var reference: Reference
  public var run: UInt32

  public init(_ reference: Reference, run: UInt32) {
    self.reference = reference
    self.run = run
  }
}
