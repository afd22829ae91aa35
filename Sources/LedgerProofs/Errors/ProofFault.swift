/// Why something is not a proof, a checkpoint or a key, or why it does not show what it should.
/// Cases hold facts; the sentences are made in one place.
public enum ProofFault: Error, Hashable, Sendable {
  // What cannot be read.
  case tooLarge(ProofPart, bytes: Int, bytesMax: Int)
  case notUTF8(ProofPart, line: Int)
  case controlCharacter(ProofPart, line: Int)
  /// A line, counted from 1 within the part, is not what must stand there.
  case unexpectedLine(ProofPart, line: Int, expected: ProofLine)
  /// The part ends where a line must come, or its last line does not end.
  case cutShort(ProofPart, expected: ProofLine)
  /// A note without the empty line before its signatures.
  case noSignatures
  case tooManySignatures(countMax: Int)
  case tooManyHashes(ProofPart, countMax: Int)
  /// Bytes that are not the one encoding of what they should hold.
  case notCanonical(ProofPart, offset: Int)

  // Keys.
  case malformedKey(ProofPart)
  /// A vkey or signing key of a type that is not one of those known here.
  case unknownKeyType(name: String, type: UInt8)
  /// The key ID that stands in a key's text is not that of the key.
  case keyIDMismatch(ProofPart, name: String)
  /// A name that is empty or holds spaces, `+` or control characters.
  case unusableName(String)
  /// Two different trusted keys with the same name and ID.
  case ambiguousKeys(name: String)

  // What does not hold.
  /// No signature is by a trusted key.
  case notSigned(signers: [String])
  /// The signature in the name of a trusted key is not one of that key over this text.
  case wrongSignature(name: String)
  /// The log's own signature is missing: a witness vouches for a log, but cannot stand for it.
  case notSignedByLog(origin: String)
  case entryMissing
  case indexOutside(index: UInt64, size: UInt64)
  case notIncluded(index: UInt64, size: UInt64)
  case otherLog(older: String, newer: String)
  case otherSize(proof: UInt64, checkpoint: UInt64)
  case shrunk(older: UInt64, newer: UInt64)
  case olderIsEmpty
  case notConsistent(older: UInt64, newer: UInt64)
}

/// What can be at fault.
public enum ProofPart: String, Sendable {
  case note = "signed note"
  case checkpoint
  case eventProof = "event proof"
  case consistencyFile = "consistency proof"
  case verifierKey = "public key"
  case signingKey = "signing key"
  case threadLeaf = "record of a thread"
  case referenceValue = "record of a reference"
  case directoryHead = "directory"
  case mapTop = "stored part of the reference map"
}

/// What must stand in a line.
public enum ProofLine: String, Sendable {
  case header = "`c2sp.org/tlog-proof@v1`"
  case extra = "`extra`, a space and the entry in base64"
  case index = "`index`, a space and the entry's position"
  case old = "`old`, a space and the number of entries of the older checkpoint"
  case hash = "a hash (44 characters of base64) or the empty line after the last one"
  case origin = "the name of the log"
  case size = "the number of entries, in digits without leading zeros"
  case root = "the root hash (44 characters of base64)"
  case emptyRoot = "the root hash of a log without entries"
  case extensionLine = "a line that is not empty"
  case signature = "a signature: a dash (—), a name, and base64"
  case text = "text that ends with a line break"
}
