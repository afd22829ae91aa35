/// The money that an order is paid in.
enum Tender: UInt8, CaseIterable, Sendable {
  case usd, eur, jpy, kwd

  /// ISO 4217's code, as most systems write it.
  var code: StaticString {
    switch self {
    case .usd: "USD"
    case .eur: "EUR"
    case .jpy: "JPY"
    case .kwd: "KWD"
    }
  }

  /// As Stripe writes it.
  var lowerCode: StaticString {
    switch self {
    case .usd: "usd"
    case .eur: "eur"
    case .jpy: "jpy"
    case .kwd: "kwd"
    }
  }

  /// Decimals of its minor unit.
  var exponent: Int {
    switch self {
    case .usd, .eur: 2
    case .jpy: 0
    case .kwd: 3
    }
  }

  /// Most orders are in dollars; two that may be paid together draw from the same bits.
  static func drawn(from bits: UInt64) -> Tender {
    switch bits % 20 {
    case 0, 1: .eur
    case 2, 3: .jpy
    case 4, 5: .kwd
    default: .usd
    }
  }
}
