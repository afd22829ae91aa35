import LedgerProofs

/// A checkpoint as lists show it.
public struct ListedCheckpoint: Sendable {
  /// How many entries it covers, as its file is named.
  public var size: UInt64
  /// Or why its file is none that can be shown.
  public var signed: Result<SignedCheckpoint, LedgerError>
}

/// Checkpoints, the oldest first.
public struct CheckpointPage: Sendable {
  public var checkpoints: [ListedCheckpoint]
  /// The size behind which the next page begins; nil where there is none.
  public var next: UInt64?
}

extension Ledger {
  /// What was signed, the oldest first.
  ///
  /// - Parameters:
  ///   - after: begins behind the checkpoint of so many entries.
  ///   - limit: how many at most.
  public func checkpoints(
    after: UInt64 = 0, limit: Int = .max
  ) throws(LedgerError) -> CheckpointPage {
    let files = CheckpointFiles(in: directory)
    let keys = try signingKeys().map(\.key)
    let rest = files.sizes().drop { $0 <= after }
    let shown = rest.prefix(limit)
    let rows = shown.map { size in
      ListedCheckpoint(size: size, signed: Ledger.read(size, files, keys))
    }
    return CheckpointPage(
      checkpoints: rows, next: shown.count < rest.count ? shown.last : nil)
  }

  private static func read(
    _ size: UInt64, _ files: CheckpointFiles, _ keys: [VerifierKey]
  ) -> Result<SignedCheckpoint, LedgerError> {
    do throws(LedgerError) {
      return .success(try files.checkpoint(of: size, trusting: keys))
    } catch {
      return .failure(error)
    }
  }
}
