import LedgerCore
import LedgerStorage

extension LogError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .storage(let error): "\(error)"
    case .entry(let position, let fault):
      "Entry \(position) of the log is damaged: \(fault). Run `orderledger verify`."
    case .body(let position, let fault):
      "The body of entry \(position) is damaged: \(fault). Run `orderledger verify`."
    case .dictionary(let id, let fault):
      "Compression dictionary \(id.rawValue) is damaged: \(fault). Run `orderledger verify`."
    case .dictionaryMissing(let id, let position):
      "The body of entry \(position) needs compression dictionary \(id.rawValue), which the log "
        + "does not hold. Restore the log from a copy."
    case .fingerprintMismatch(let position):
      "The body of entry \(position) was altered: it does not match the fingerprint in its entry."
    case .altered(let position):
      "Entry \(position) is not shown: it was altered, or one of the 255 around it, since the hash that "
        + "is kept of them is not theirs. Run `orderledger verify`."
    case .noEntry(let position): "The log has no entry \(position)."
    case .bodyAbsent(let position): "The body of entry \(position) was erased."
    case .bodyLocked(let position):
      "The body of entry \(position) is encrypted. Give the ledger's master key, with --master-key FILE or "
        + "ORDERLEDGER_MASTER_KEY_FILE."
    case .archive(let fault): "\(fault)"
    case .masterKeyMissing:
      "Where bodies are encrypted, writing needs the master key. Give it with --master-key FILE or "
        + "ORDERLEDGER_MASTER_KEY_FILE."
    case .keys(let fault): "\(fault)"
    case .contentUnmatched(let position):
      "Entry \(position) and its body do not belong together: one of them is missing."
    case .gap(let expected, let found):
      "The log has a gap: entry \(expected) was due, and \(found) was found."
    case .receivedEarlier(let position):
      "Entry \(position) was received before the entry in front of it."
    case .treeIncomplete(let level, let indices):
      "The log's hash tree lacks hashes of level \(level), \(indices.lowerBound) to "
        + "\(indices.upperBound - 1). Restore the log from a copy."
    case .unwritable(let position, let fault): "Entry \(position) cannot be written: \(fault)."
    case .settingMissing(let name): "The log lacks its setting `\(name)`: restore it from a copy."
    case .writerFailed(let error):
      "Nothing more is written since a commit failed; what was acknowledged is safe. "
        + "Remove the cause and start again. The cause: \(error)"
    }
  }
}

extension FormatFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated(let field, let offset):
      "it ends at byte \(offset), within the \(field.rawValue)"
    case .trailing(let offset): "bytes follow its end at byte \(offset)"
    case .unknownVersion(let version):
      "it has format version \(version), which this program does not know"
    case .notCanonical(let field, let offset):
      "the \(field.rawValue) at byte \(offset) is not in its only allowed form"
    case .unknownValue(let field, let value, let offset):
      "the \(field.rawValue) at byte \(offset) has the unknown value \(value)"
    case .notUTF8(let field, let offset): "the \(field.rawValue) at byte \(offset) is not UTF-8"
    case .tooLarge(let field, let found, let max):
      "the \(field.rawValue) has a size of \(found), and at most \(max) is allowed"
    case .contradiction(let field): "the \(field.rawValue) contradicts the rest of it"
    case .notDecompressed: "it does not decompress to the announced length"
    }
  }
}
