extension Fault {
  static func rowNeverMatches(_ row: String) -> Fault {
    Fault(
      .rowNeverMatches, "no item can reach this row: \(row)",
      "Remove it, or move it before the rows that take its items")
  }

  static func stateNeverReached(facet: String, state: String) -> Fault {
    Fault(
      .stateNeverReached, "no row of any channel gives \(facet) `\(state)`",
      "Map a value to it, or remove the state")
  }

  static func unusedHandoff(_ name: String) -> Fault {
    Fault(
      .unusedHandoff, "no pattern, SLA or expectation uses the hand-off `\(name)`",
      "Use it, or remove it")
  }

  static func unusedFact(_ name: String, shape: String) -> Fault {
    Fault(
      .unusedFact, "no row of shape `\(shape)` looks at fact `\(name)`",
      "Use it, name it in `shows`, or remove it")
  }

  static func unusedShape(_ name: String) -> Fault {
    Fault(.unusedShape, "no message is of shape `\(name)`", "Name it in `messages`, or remove it")
  }

  static func unusedZone(_ name: String) -> Fault {
    Fault(.unusedZone, "nothing is read in zone `\(name)`", "Use it, or remove it")
  }

  static func messageNeverMatches(_ type: String, earlier: String) -> Fault {
    Fault(
      .messageNeverMatches, "`\(earlier)` before it takes all messages of type `\(type)`",
      "Move it before `\(earlier)`, or remove it")
  }

  static func facetWithoutAuthority(_ facet: String) -> Fault {
    Fault(
      .facetWithoutAuthority, "nobody is the authority for facet `\(facet)`, so it has no truth",
      "Add it to `authority` in truth.yaml")
  }

  static func amountNotRequired(_ pattern: String, _ amount: String) -> Fault {
    Fault(
      .amountNotRequired,
      "pattern `\(pattern)` compares `\(amount)` downstream, and is open while it is not known",
      "Add `{ has: … }` for both amounts to `upstream`")
  }

  static func amountUnitsDiffer(_ name: String, _ other: String) -> Fault {
    Fault(
      .amountUnitsDiffer, "amount `\(name)` has another unit in \(other)",
      "Use one unit for one amount, or two names")
  }
}
