internal import LedgerCore
internal import LedgerRules

extension Reading {
  mutating func read(_ amounts: [ReadShape.Amount], of entity: UInt64, _ scope: Scope) {
    for amount in amounts {
      let found = sight.find(amount.of, scope)
      // An empty string is how some systems write that there is none.
      guard !sight.isEmpty(found), let (value, currency) = read(amount, found, scope) else {
        continue
      }
      let (negated, isOverflow) = Int64(0).subtractingReportingOverflow(value)
      guard !amount.isNegated || !isOverflow else {
        flaw("amount_does_not_fit", amount.place)
        continue
      }
      result.amounts.append(
        Extraction.Amount(
          entity: entity, value: amount.isNegated ? negated : value, kind: amount.kind,
          currency: currency))
    }
  }

  private mutating func read(
    _ amount: ReadShape.Amount, _ found: Found, _ scope: Scope
  ) -> (Int64, Currency)? {
    var currency = Currency.count
    var exponent = 0
    switch amount.unit {
    case .instant(let format, let zone):
      guard let instant = instant(found, format, zone) else {
        flaw("bad_time", amount.place)
        return nil
      }
      return (instant.rawValue, .instant)
    case .count: break
    case .major, .minor:
      guard let code = self.currency(amount, scope) else { return nil }
      currency = code
      if case .major = amount.unit { exponent = self.exponent(of: code) }
    }
    let value = sight.withUTF8(found) { text in
      try? DecimalText.minorUnits(text, exponent: exponent)
    }
    guard let value else {
      flaw("amount_does_not_fit", amount.place)
      return nil
    }
    return (value, currency)
  }

  /// Money without a currency is no amount: it is never guessed.
  private mutating func currency(_ amount: ReadShape.Amount, _ scope: Scope) -> Currency? {
    let found = amount.currency.map { sight.find($0, scope) } ?? .nothing
    guard !sight.isEmpty(found) else {
      flaw("no_currency", amount.place)
      return nil
    }
    // Of one that ISO 4217 does not list nobody knows the decimals.
    guard let code = sight.withUTF8(found, { Currency(utf8: $0) }), code.isListed else {
      flaw("unknown_currency", amount.place)
      return nil
    }
    return code
  }

  mutating func flaw(_ reason: String, _ place: String) {
    flaws.append(Signature.Flaw(reason: reason, place: place))
  }
}

// MARK: Times

extension Reading {
  /// When the sender says that it happened. The delivery's first is kept verbatim, as evidence; what is
  /// no time is not, since it may be anything, and entries keep it for ever.
  mutating func occurred(
    _ times: [ReadShape.Time], _ scope: Scope, isFirst: Bool
  ) -> Timestamp? {
    guard let (source, found) = firstValue(times, scope) else { return nil }
    let instant = instant(source, found)
    if isFirst, result.senderTime == nil, instant != nil { result.senderTime = sight.text(found) }
    return instant
  }

  mutating func version(_ version: ReadShape.Version, _ scope: Scope) -> Int64? {
    switch version {
    case .time(let times):
      guard let (source, found) = firstValue(times, scope) else { return nil }
      return instant(source, found)?.rawValue
    case .number(let lookup, let place):
      let found = sight.find(lookup, scope)
      guard !sight.isEmpty(found) else { return nil }
      let number = sight.withUTF8(found) { try? DecimalText.minorUnits($0, exponent: 0) }
      if number == nil { flaw("bad_version", place) }
      return number
    }
  }

  mutating func read(_ sweep: ReadShape.Sweep, _ scope: Scope) {
    guard let (from, begin) = firstValue([sweep.from], scope),
      let (to, end) = firstValue([sweep.to], scope),
      let begin = instant(from, begin), let end = instant(to, end)
    else { return }
    let complete = sight.withUTF8(sight.find(sweep.complete, scope)) {
      $0.elementsEqual("true".utf8)
    }
    result.sweeps.append(
      Extraction.Sweep(
        item: UInt16(result.items.count), system: sweep.system.flatMap { key($0, scope) } ?? system,
        from: begin, to: end, isComplete: complete))
  }

  private func firstValue(
    _ times: [ReadShape.Time], _ scope: Scope
  ) -> (ReadShape.Time, Found)? {
    for time in times {
      let found = sight.find(time.of, scope)
      if !sight.isEmpty(found) { return (time, found) }
    }
    return nil
  }

  private mutating func instant(_ source: ReadShape.Time, _ found: Found) -> Timestamp? {
    let instant = instant(found, source.format, source.zone)
    if instant == nil { flaw("bad_time", source.place) }
    return instant
  }

  private func instant(_ found: Found, _ format: TimeSource.Format, _ zone: Zone) -> Timestamp? {
    sight.withUTF8(found) { text in
      switch format {
      case .rfc3339: Timestamp(rfc3339: text)
      case .rfc2822: Timestamp(rfc2822: text)
      case .unixSeconds: Timestamp(unixSeconds: text)
      case .unixMilliseconds: Timestamp(unixMilliseconds: text)
      case .naive: Timestamp(naive: text).map { zone.instant(ofLocal: $0) }
      case .jsonDate: Timestamp(jsonDate: text)
      }
    }
  }
}
