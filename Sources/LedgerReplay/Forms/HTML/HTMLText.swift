import LedgerCore

/// Text within HTML.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  /// Words of ours, and names that people read as words: `partially_shipped` as `partially
  /// shipped`.
  static func words(_ text: String) -> String {
    escaped(String(text.map { $0 == "_" ? " " : $0 }))
  }

  /// Amounts, each in one line.
  static func money(_ weight: Weight) -> String {
    weight.byCurrency.map { money(OrderMoney(amount: $0.minor, currency: $0.currency)) }
      .joined(separator: ", ")
  }

  static func money(_ money: OrderMoney) -> String {
    "<span class=\"amount\">\(ReportText.money(money.amount, money.currency))</span>"
  }

  /// `4 orders, 41,520.00 EUR`
  static func words(_ weight: Weight) -> String {
    let money = money(weight)
    return ReportText.count(weight.orders, "order") + (money.isEmpty ? "" : ", \(money)")
  }

  /// A name that may break behind its signs: `checkout_<wbr/>disconnect`.
  static func breaking(_ text: String) -> String {
    var broken = ""
    for character in escaped(text) {
      broken.append(character)
      if "_/.".contains(character) { broken += "<wbr/>" }
    }
    return broken
  }

  /// `312`, `1.2k`, `3.4M`: for the few letters that a picture has room for.
  static func short(_ count: Int) -> String {
    for (size, unit) in [(1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")]
    where count >= size * 10 || count >= size && size > 1_000 {
      let tenths = count / (size / 10)
      return tenths < 1_000 ? "\(tenths / 10).\(tenths % 10)\(unit)" : "\(tenths / 10)\(unit)"
    }
    return ReportText.grouped(count)
  }

  /// `0.42`; pictures have no more decimals, so that they are the same on any machine.
  static func hundredths(_ number: Int) -> String {
    "\(number / 100).\(number % 100 < 10 ? "0" : "")\(number % 100)"
  }

  static func tag(_ name: String, _ classes: String = "", _ inner: String) -> String {
    classes.isEmpty
      ? "<\(name)>\(inner)</\(name)>" : "<\(name) class=\"\(classes)\">\(inner)</\(name)>"
  }
}
