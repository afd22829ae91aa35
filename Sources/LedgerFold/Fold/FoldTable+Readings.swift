public import LedgerCore
import LedgerRules

extension FoldTable {
  /// What a rulebook reads in an entry, in words, with the rule where one decided.
  public struct Reading: Sendable, Hashable {
    public var text: String
    public var file: String
    public var line: Int
    public var rule: String
  }

  /// Claims, presence and what cannot be read, in this order.
  public func readings(of entry: SpineEntry) -> [Reading] {
    let instant = entry.occurred == SpineEntry.none ? entry.received : entry.occurred
    let evaluation = evaluation(of: entry.code, at: instant)
    let ofWhom = evaluation.isHearsay ? " (said of \(rulebook[evaluation.system].name))" : ""
    var readings = evaluation.claims.map { claim in
      reading(
        "\(rulebook[claim.facet].name) \(rulebook[claim.facet].name(of: claim.state))\(ofWhom)",
        claim.rule)
    }
    if let presence = evaluation.presence {
      let reason = evaluation.reason.isEmpty ? "" : ": \(evaluation.reason)"
      readings.append(reading("order \(presence)\(reason)\(ofWhom)", evaluation.presenceRule))
    }
    if evaluation.standing == .thin { readings.append(reading("awaits detail", nil)) }
    if evaluation.isTest { readings.append(reading("test order", nil)) }
    if let hop = evaluation.hop { readings.append(reading("hop \(hop)", nil)) }
    let signature = signatures[Int(entry.code)]
    let shape = rulebook.kinds[signature.channelKind]?.shape(named: signature.shape)
    for fact in shape?.shownFacts ?? [] where signature.values.indices.contains(fact) {
      guard case .text(let value) = signature.values[fact], let name = shape?.facts[fact].name
      else {
        continue
      }
      readings.append(reading("\(name) = \(value)", nil))
    }
    for flaw in signature.flaws where flaw.isNote {
      readings.append(reading("\(flaw.reason) at \(flaw.place)", nil))
    }
    return readings
      + evaluation.quarantined.map { found in
        let facet = found.facet.map { rulebook[$0].name + " " } ?? ""
        let what = found.value.isEmpty ? found.fact : "\(found.fact) = \(found.value)"
        return reading("\(facet)quarantined: \(found.reason) \(what)", found.rule)
      }
  }

  private func reading(_ text: String, _ rule: RuleID?) -> Reading {
    guard let rule = rule.map({ rulebook[$0] }) else {
      return Reading(text: text, file: "", line: 0, rule: "")
    }
    return Reading(text: text, file: rule.file, line: rule.line, rule: rule.text)
  }
}
