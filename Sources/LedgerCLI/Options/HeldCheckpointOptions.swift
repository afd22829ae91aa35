import ArgumentParser
import LedgerEngine

/// A checkpoint that was kept elsewhere, and who may have signed it.
struct HeldCheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A checkpoint that you kept elsewhere, with which the log must agree.", valueName: "file"))
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      "Public keys, one of which must have signed that checkpoint.", valueName: "file"))
  var key: String?

  func validate() throws {
    if key != nil, checkpoint == nil {
      throw ValidationError("--key says who signed the --checkpoint")
    }
  }

  func held() throws -> Backup.Held? {
    guard let checkpoint else { return nil }
    return Backup.Held(
      path: checkpoint, note: try SmallFile.bytes(of: checkpoint, limit: SignedNote.bytesMax),
      keys: try key.map { try KeyFile.verifiers(at: $0) } ?? [])
  }
}
