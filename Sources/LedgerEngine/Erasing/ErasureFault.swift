public import LedgerCore

/// Why nothing is erased.
public enum ErasureFault: Error, Sendable, Hashable {
  /// Bodies of this ledger are in clear, in it and in every copy of it.
  case notEncrypted
  /// No delivery is about any of these.
  case nothing
  /// What is left of a delivery would not be read as the delivery was.
  case residueDiffers(LogPosition)

  public var code: String {
    switch self {
    case .notEncrypted: "not_encrypted"
    case .nothing: "nothing_to_erase"
    case .residueDiffers: "residue_differs"
    }
  }
}

extension ErasureFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notEncrypted:
      "The bodies of this ledger are in clear, so nothing can be erased from it and its copies. Only a "
        + "ledger that was made with `orderledger init --encrypt` forgets."
    case .nothing:
      "No delivery that is kept is about them. A subject is named as its channel's `subjects` find it, "
        + "such as a customer's number: `orderledger find-personal-data` lists where."
    case .residueDiffers(let position):
      "Nothing was erased: the rules would read what is left of the delivery at position \(position) "
        + "otherwise than they read it. Please report this with the rulebook."
    }
  }
}
