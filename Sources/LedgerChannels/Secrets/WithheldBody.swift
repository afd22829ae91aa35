internal import LedgerCore

/// What the log holds of a body that may hold secrets and could not be read: its keyed hash, and
/// why it could not be read. `stripped:` and 32 hexadecimal digits, then the reason, then the byte
/// where it is known.
///
/// The hash tells whether two such bodies were the same, so a repetition is still a repetition.
/// The rest says as much as a sender needs to be told what to correct, and nothing that stood
/// in the body.
struct WithheldBody {
  let bytes: [UInt8]

  init(replacement: String, fault: ParsedBody.Fault) {
    // A place may also be the path of a member, whose name is the sender's.
    let isOffset = !fault.place.isEmpty && fault.place.utf8.allSatisfy { WithheldBody.isDigit($0) }
    bytes = Array("\(replacement) \(fault.reason)\(isOffset ? " \(fault.place)" : "")".utf8)
  }

  /// Nil for a body of any other form.
  init?(_ body: [UInt8]) {
    guard body.count <= WithheldBody.bytesMax,
      SecretStripper.isStripped(body.prefix(SecretStripper.replacementLength)),
      body.dropFirst(SecretStripper.replacementLength).first == 0x20
    else { return nil }
    let words = body.dropFirst(SecretStripper.replacementLength + 1).split(
      separator: 0x20, omittingEmptySubsequences: false)
    guard let reason = words.first, !reason.isEmpty,
      reason.allSatisfy({ (0x61...0x7a).contains($0) || $0 == 0x5f }),
      words.dropFirst().allSatisfy({ !$0.isEmpty && $0.allSatisfy { WithheldBody.isDigit($0) } }),
      words.count <= 2
    else { return nil }
    bytes = body
  }

  /// No reason is so long.
  private static let bytesMax = 128

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// What is wrong with it, for the item that stands for it.
  var fault: ParsedBody.Fault {
    let words = bytes.dropFirst(SecretStripper.replacementLength + 1)
    return ParsedBody.Fault(
      reason: "body_withheld", place: String(decoding: words, as: UTF8.self))
  }
}
