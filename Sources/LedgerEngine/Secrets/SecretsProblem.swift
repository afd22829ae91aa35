/// What is wrong with configured secrets. Never holds one.
public enum SecretsProblem: Sendable, Hashable {
  case notAFile(path: String)
  case foreignOwner(path: String)
  case readableByOthers(path: String, mode: UInt16)
  /// In the ledger's directory.
  case insideLedger(path: String)
  case notJSON(path: String)
  /// `place` is the channel that is given something else than secrets.
  case malformed(path: String, place: String)
  case emptyVariable(String)
}

extension SecretsProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAFile(let path): "\(path) is no file; secrets are read from a plain file"
    case .foreignOwner(let path):
      "\(path) belongs to another user; a file of secrets must be your own"
    case .readableByOthers(let path, let mode):
      "\(path) is open to other users (mode \(String(mode, radix: 8))); run `chmod 600 \(path)`, and "
        + "change its secrets if others may have read them"
    case .insideLedger(let path):
      "\(path) lies in the ledger's directory; move it elsewhere, so that no copy of the ledger "
        + "takes the secrets along"
    case .notJSON(let path):
      "\(path) is not a JSON object of at most 1 MiB; see Schemas/secrets.schema.json"
    case .malformed(let path, let place):
      "\(path): \(place) must be a secret, or a list of secrets; see Schemas/secrets.schema.json"
    case .emptyVariable(let name): "\(name) is empty; set it to the channel's secret, or unset it"
    }
  }
}
