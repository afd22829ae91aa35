import Crypto
public import LedgerCore

extension ReplayReport {
  /// Identifies the report: SHA-256 of its canonical JSON, with all changed orders. That is the
  /// compact JSON without what is not the report itself: the digest, where the rulebooks lay, and
  /// what a policy says of it. The same log, rulebooks and request give the same digest on any
  /// machine.
  public var digest: Hash256 {
    var hash = SHA256()
    JSONForm(self).writeCanonical { hash.update(data: $0) }
    return Hash256(bytes: hash.finalize())
  }
}
