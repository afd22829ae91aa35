import LedgerEngine
import LedgerText

/// Tells what became of a request to promote a rulebook.
struct PromotionReport {
  var outcome: PromotionOutcome
  var change: RulebookSwitch

  func report(asJSON: Bool) {
    if asJSON {
      Output.json(json)
    } else {
      Output.text(text)
    }
  }

  private var json: JSONValue { .object(outcome.members + change.members) }

  private var text: String {
    switch outcome {
    case .switched: return change.text
    case .awaitsApproval(let request, let missing):
      return Wrapping.paragraph(
        "The request stands at position \(request). \(Words.count(missing, "approval")) "
          + "\(missing == 1 ? "is" : "are") missing; until then nothing changes.", label: "")
        + "To agree: orderledger rules approve \(request) --by NAME\n"
    }
  }
}
