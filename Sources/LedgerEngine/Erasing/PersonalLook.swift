import LedgerCore

/// What a value looks like. It tells a suspicion, not a fact: names are not told from other words.
public enum PersonalLook: String, Sendable, CaseIterable {
  case email = "e-mail address"
  case phone = "phone number"
  case network = "network address"
  case card = "card number"

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 320 else { return nil }
    if PersonalLook.isEmail(bytes) {
      self = .email
    } else if PersonalLook.isNetwork(text) {
      self = .network
    } else if PersonalLook.isPhone(bytes) {
      self = .phone
    } else if PersonalLook.isCard(bytes) {
      self = .card
    } else {
      return nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// One `@` with something before it and a dotted name behind it.
  private static func isEmail(_ bytes: [UInt8]) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !bytes.contains(0x20) else { return false }
    let names = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return names.count > 1 && names.allSatisfy { !$0.isEmpty }
  }

  /// IPv4, dotted.
  private static func isNetwork(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// A `+` and 8 to 15 digits, with the usual marks between.
  private static func isPhone(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "+") else { return false }
    let marks = Array(" -./()".utf8)
    let digits = bytes.dropFirst().filter { isDigit($0) }
    return (8...15).contains(digits.count)
      && bytes.dropFirst().allSatisfy { isDigit($0) || marks.contains($0) }
  }

  /// 13 to 19 digits whose check digit holds (ISO/IEC 7812-1), of which the first is one that card
  /// networks use.
  private static func isCard(_ bytes: [UInt8]) -> Bool {
    guard (13...19).contains(bytes.count), bytes.allSatisfy({ isDigit($0) }),
      (0x33...0x36).contains(bytes[0])
    else { return false }
    let sum = bytes.reversed().enumerated().reduce(0) { sum, next in
      let digit = Int(next.element - 0x30) * (next.offset % 2 == 1 ? 2 : 1)
      return sum + (digit > 9 ? digit - 9 : digit)
    }
    return sum % 10 == 0
  }
}
