extension Currency {
  /// Whether ISO 4217 gives it a number of decimals: list one of 2024, what replaced some of
  /// it since, and what list three has withdrawn after 2010. Metals, bond units and test
  /// codes have none.
  public var isListed: Bool { Currency.listed[Int(rawValue)] }

  private static let codes = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
    BYN BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EEK EGP
    ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK
    JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD
    MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL
    THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAF
    XCD XCG XOF XPF YER ZAR ZMK ZMW ZWG ZWL
    """

  /// By raw value, since every amount that is read looks here.
  private static let listed: [Bool] = {
    var listed = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for code in codes.split(whereSeparator: \.isWhitespace) {
      if let currency = Currency(code: code) { listed[Int(currency.rawValue)] = true }
    }
    return listed
  }()
}
