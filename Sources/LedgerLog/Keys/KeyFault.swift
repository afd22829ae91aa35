public import LedgerStorage

/// Why keys of data subjects cannot be had. Cases hold paths and places, never keys.
public enum KeyFault: Error, Hashable, Sendable {
  /// The ledger's bodies are encrypted, and there is no file of keys.
  case missing(path: String)
  case damaged(path: String, record: Int?)
  /// The keys of another ledger.
  case foreign(path: String)
  /// The master key cannot be read from where it is said to be.
  case master(String)
  /// Another master key than the file was written with.
  case wrongMaster(path: String)
  case io(StorageError)
}

extension KeyFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path) is not there: it holds the keys of the ledger's encrypted bodies. Put it back from its "
        + "own backup; without it no body can be read."
    case .damaged(let path, nil):
      "\(path) is damaged at its beginning. Put it back from its own backup."
    case .damaged(let path, let record?):
      "\(path) is damaged: key \(record) cannot be read. Put it back from its own backup."
    case .foreign(let path): "\(path) holds the keys of another ledger."
    case .master(let detail): "The master key cannot be read: \(detail)"
    case .wrongMaster(let path):
      "\(path) was written with another master key than the one given, or its beginning is damaged."
    case .io(let error): "\(error)"
    }
  }
}
