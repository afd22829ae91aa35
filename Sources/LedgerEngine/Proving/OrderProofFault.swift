public import LedgerCore
public import LedgerProofs

/// Why an order proof shows nothing.
public enum OrderProofFault: Error, Hashable, Sendable {
  /// A part of it that has a format of its own.
  case part(ProofFault)
  /// Not the JSON that `docs/proofs.md` describes, at a byte.
  case format(member: String, offset: Int)
  case otherFormat(String)
  case nothingAsked
  case entryNotIncluded(LogPosition)
  case entryDamaged(LogPosition)
  case bodyDiffers(LogPosition)
  case notADirectory(LogPosition)
  /// A position behind what the directory covers.
  case beyondDirectory(LogPosition, through: LogPosition)
  case referenceKeyDiffers
  /// A reference is not the one whose key stands with it.
  case referenceMisnamed(Reference)
  case referenceNotProved(Reference)
  case threadNotIncluded(UInt64)
  /// The same thing twice.
  case repeated(String)
  /// The two roots say different things of a thread.
  case disagreement(UInt64)
  // Things that have to be there.
  case referenceMissing
  case threadMissing(UInt64)
  case entryMissing(LogPosition)
  case itemNotFiled(ItemID)
  /// The entries at hand are not the whole chain of a thread.
  case chainIncomplete(ThreadID)
}

extension OrderProofFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .part(let fault): "\(fault)"
    case .format(let member, let offset):
      "At byte \(offset), \(member) is not what an order proof has there. \(OrderProofFault.getAgain)"
    case .otherFormat(let found):
      "This is no order proof of a version that this program knows, but `\(found.prefix(80))`. Use a "
        + "newer program, or get the file again."
    case .nothingAsked:
      "The proof does not say which order it is about. \(OrderProofFault.getAgain)"
    case .entryNotIncluded(let position):
      "Entry \(position) is NOT one of the log that was signed. \(OrderProofFault.altered)"
    case .entryDamaged(let position):
      "What is given as entry \(position) is none. \(OrderProofFault.altered)"
    case .bodyDiffers(let position):
      "The body given for entry \(position) is NOT the one that was recorded. "
        + OrderProofFault.altered
    case .notADirectory(let position):
      "Entry \(position) is no directory of orders. \(OrderProofFault.altered)"
    case .beyondDirectory(let position, let through):
      "Position \(position) is not among the first \(through) entries, which the directory covers. "
        + OrderProofFault.altered
    case .referenceKeyDiffers:
      "The reference key is not the one that the directory was made with. \(OrderProofFault.altered)"
    case .referenceMisnamed(let reference):
      "\(reference) stands with the key of another reference. \(OrderProofFault.altered)"
    case .referenceNotProved(let reference):
      "What is said of \(reference) is NOT what the signed directory says. "
        + OrderProofFault.altered
    case .threadNotIncluded(let number):
      "What is said of thread \(number) is NOT what the signed directory says. "
        + OrderProofFault.altered
    case .repeated(let what): "\(what) is there twice. \(OrderProofFault.altered)"
    case .disagreement(let number):
      "The directory contradicts itself: thread \(number) and a reference do not name each other. Whoever "
        + "signed it signed something false; keep the proof, it is the evidence."
    case .referenceMissing:
      "Something is left out: a reference that the order's messages carry is not proved. "
        + OrderProofFault.altered
    case .threadMissing(let number):
      "Something is left out: thread \(number) belongs to the question and is missing. "
        + OrderProofFault.altered
    case .entryMissing(let position):
      "Something is left out: entry \(position) belongs to the order and is missing. "
        + OrderProofFault.altered
    case .itemNotFiled(let item):
      "Item \(item) is filed in no thread by its entry. \(OrderProofFault.altered)"
    case .chainIncomplete(let thread):
      "Something is left out: the entries are not all that were filed in thread \(thread). "
        + OrderProofFault.altered
    }
  }

  private static let getAgain =
    "The file was cut, altered or is another: get it again from whoever made it."
  private static let altered = "The proof was altered; do not rely on it, and ask for the original."
}

extension OrderProofFault {
  /// Runs a body that reads a part with a format of its own.
  static func reading<Result>(
    _ body: () throws(ProofFault) -> Result
  ) throws(OrderProofFault) -> Result {
    do { return try body() } catch { throw .part(error) }
  }
}
