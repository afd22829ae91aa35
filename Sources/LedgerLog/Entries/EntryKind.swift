public import LedgerCore

/// What an entry of the log records.
public enum EntryKind: Hashable, Sendable {
  /// One raw input, as it arrived.
  case delivery
  /// A delivery with the delivery key of an earlier entry and other bytes: both are kept.
  case conflict(with: LogPosition)
  /// A delivery that came before, byte for byte: it has no body.
  case duplicate(of: LogPosition)
  /// An act of the ledger or of an operator, by name: `ledger_created`, `rulebook_activated`,
  /// `join` … Its payload is its body.
  case control(String)

  /// The earlier entry with the same delivery key.
  public var original: LogPosition? {
    switch self {
    case .delivery, .control: nil
    case .conflict(let position), .duplicate(let position): position
    }
  }
}

/// What the clock that gave the received time is known to be.
public enum ClockState: UInt8, Sendable, CaseIterable {
  /// Nothing is known of its synchronisation.
  case unknown = 0
  /// The system says that it is synchronised.
  case synchronised = 1
  /// The system says that it is not.
  case unsynchronised = 2
  /// Given by the caller, as in tests and simulations.
  case stated = 3
}

/// On what evidence an entry rests.
public enum Evidence: Hashable, Sendable {
  /// Made by the ledger itself.
  case ledger
  /// The sender's signature was verified.
  case signed
  /// We fetched it ourselves over an authenticated connection.
  case authenticatedFetch
  case unsigned
  /// A file that an operator imported: the SHA-256 of the whole file, and the line, counted from 1.
  case operatorFile(digest: Hash256, line: UInt64)
}
