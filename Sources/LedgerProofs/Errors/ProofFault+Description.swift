extension ProofFault: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String { unreadable ?? unusableKey ?? unproved }

  private var unreadable: String? {
    switch self {
    case .tooLarge(let part, let bytes, let bytesMax):
      "The \(part.rawValue) has \(bytes) bytes, and at most \(bytesMax) are accepted. "
        + "Check that this is the right file."
    case .notUTF8(let part, let line):
      "The \(part.rawValue) is not text at line \(line) (it is not UTF-8). \(Self.getAgain)"
    case .controlCharacter(let part, let line):
      "Line \(line) of the \(part.rawValue) holds a control character, such as a tab or a "
        + "Windows line end. Keep the file exactly as it was sent, or get it again."
    case .unexpectedLine(let part, let line, let expected):
      "Line \(line) of the \(part.rawValue) is not what must stand there: \(expected.rawValue). "
        + Self.getAgain
    case .cutShort(let part, let expected):
      "The \(part.rawValue) ends too early. Missing: \(expected.rawValue). \(Self.getAgain)"
    case .noSignatures:
      "This carries no signature: a signed note ends with an empty line and lines that begin with "
        + "a dash (—). \(Self.getAgain)"
    case .tooManySignatures(let countMax):
      "The signed note has more than \(countMax) signatures, which is the most that are accepted. "
        + "Remove lines of witnesses whom you do not know."
    case .tooManyHashes(let part, let countMax):
      "The \(part.rawValue) has more than \(countMax) hashes: no log is that long. "
        + Self.getAgain
    case .notCanonical(let part, let offset):
      "The \(part.rawValue) is not in its only allowed form at byte \(offset). \(Self.getAgain)"
    default: nil
    }
  }

  private var unusableKey: String? {
    switch self {
    case .malformedKey(.signingKey):
      "This is not a signing key. One looks like `PRIVATE+KEY+name+1a2b3c4d+…`, in one line. "
        + "Take it from the ledger's key file or its backup, whole and unchanged."
    case .malformedKey(let part):
      "This is not a \(part.rawValue). One looks like `name+1a2b3c4d+…`, in one line. Copy it "
        + "whole; `orderledger keys` prints that of a ledger."
    case .unknownKeyType(let name, let type):
      "The key of \(quoted(name)) is of type \(type), and only types 1 (Ed25519) and 4 "
        + "(Ed25519 of a witness) are known here. Ask for a key of these types."
    case .keyIDMismatch(let part, let name):
      "The \(part.rawValue) of \(quoted(name)) contradicts itself: its ID is that of another key "
        + "or name. It was altered or mistyped; copy it again from where it was published."
    case .unusableName(let name):
      "The name \(quoted(name)) cannot be that of a key or a log. It must not be empty, and have "
        + "neither spaces nor line breaks nor `+`. Use a form like `example.com/orders`."
    case .ambiguousKeys(let name):
      "Two different keys in the name of \(quoted(name)) have the same ID, so nobody can tell them "
        + "apart. Find out which is genuine and give only that."
    default: nil
    }
  }

  private var unproved: String {
    switch self {
    case .notSigned(let signers):
      "Nobody whose key you gave has signed this. It is signed in the name of: "
        + "\(signers.prefix(8).map(quoted).joined(separator: ", ")). Give the log's public key, "
        + "as its operator published it; do not take it from where you got this file."
    case .wrongSignature(let name):
      "The signature in the name of \(quoted(name)) is not genuine: the text was altered, or "
        + "somebody else signed. Do not rely on it; ask \(quoted(name)) for the original."
    case .notSignedByLog(let origin):
      "The log \(quoted(origin)) has not signed this checkpoint with a key that you gave. Give "
        + "the public key of that log; the keys of witnesses or of other logs do not replace it."
    case .entryMissing:
      "The event proof does not hold the entry that it is about (line `extra`). Ask for a proof "
        + "that does."
    case .indexOutside(let index, let size):
      "The proof is about entry \(index), and the checkpoint covers \(size) entries, counted "
        + "from 0. Ask for a proof with a later checkpoint."
    case .notIncluded(let index, let size):
      "This is NOT entry \(index) of the log whose checkpoint covers \(size) entries: entry or "
        + "proof were altered. Do not rely on it; ask for the original."
    case .otherLog(let older, let newer):
      "The checkpoints are of two logs: the older of \(quoted(older)), the newer of "
        + "\(quoted(newer)). Compare checkpoints of the same log."
    case .otherSize(let proof, let checkpoint):
      "The proof begins at \(proof) entries, and your older checkpoint covers \(checkpoint). Ask "
        + "for the proof that begins at \(checkpoint)."
    case .shrunk(let older, let newer):
      "The newer checkpoint covers fewer entries (\(newer)) than the older (\(older)). If you did "
        + "not exchange them, entries were removed: keep both, together they are the evidence."
    case .olderIsEmpty:
      "The older checkpoint covers no entries, so there is nothing that could have been rewritten. "
        + "Compare with one that covers entries."
    case .notConsistent(let older, let newer):
      "It is NOT shown that the log of \(newer) entries still begins with the \(older) that you "
        + "had: the log was rewritten, or the proof was altered. Ask for the proof again; if it "
        + "fails again, keep both checkpoints: they are the evidence."
    default: preconditionFailure("every fault has its sentence")
    }
  }

  private static let getAgain =
    "The file was cut, altered or is another: get it again from whoever made it."

  /// Names come from files that others made: what is not seen, breaks a line, colours a terminal or
  /// turns the direction of writing is left out, and so is all beyond a usual length.
  private func quoted(_ name: String) -> String {
    let shown = name.unicodeScalars.filter {
      switch $0.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
    return "`\(String(String.UnicodeScalarView(shown.prefix(200))))`"
  }
}
