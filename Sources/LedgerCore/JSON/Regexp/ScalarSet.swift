/// Which of the first 128 characters a set has, as bits: most texts have no others.
struct ASCIISet: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ set: ScalarSet) {
    for scalar in UInt32(0)..<64 {
      if set.contains(scalar) { low |= 1 << UInt64(scalar) }
      if set.contains(scalar + 64) { high |= 1 << UInt64(scalar) }
    }
  }

  func contains(_ scalar: UInt32) -> Bool {
    (scalar < 64 ? low : high) >> UInt64(scalar & 63) & 1 != 0
  }
}

/// A set of Unicode scalar values: ranges and general categories.
struct ScalarSet: Sendable {
  var ranges: [ClosedRange<UInt32>] = []
  /// Category names (`L`, `Nd`) that are in, and those whose complement is.
  var categories: [String] = []
  var complements: [String] = []
  var isNegated = false

  init() {}

  init(_ scalar: UInt32) { ranges = [scalar...scalar] }

  /// `.`: everything but line breaks.
  static let anyButLineBreak: ScalarSet = {
    var set = ScalarSet()
    set.ranges = [0x0a...0x0a, 0x0d...0x0d]
    set.isNegated = true
    return set
  }()

  func contains(_ scalar: UInt32) -> Bool { isNegated != isListed(scalar) }

  private func isListed(_ scalar: UInt32) -> Bool {
    if ranges.contains(where: { $0.contains(scalar) }) { return true }
    guard !categories.isEmpty || !complements.isEmpty, let character = Unicode.Scalar(scalar) else {
      return false
    }
    let category = ScalarSet.name(character.properties.generalCategory)
    return categories.contains { category.hasPrefix($0) }
      || complements.contains { !category.hasPrefix($0) }
  }

  /// Names that RFC 9485 allows between the braces of `\p{…}`.
  static let categoryNames: Set<String> = [
    "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Z", "Zl", "Zp", "Zs", "S", "Sc", "Sk", "Sm", "So", "C",
    "Cc", "Cf", "Cn", "Co",
  ]

  private static func name(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }

}
