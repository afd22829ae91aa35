public import LedgerCore
import LedgerRules

/// A report as one self-contained page for people who keep shops rather than ledgers: words first,
/// then pictures, then orders side by side. No script, nothing from outside, light and dark, and on
/// paper.
public struct HTMLForm {
  private static let samplesMax = 8
  static let ordersMax = 200
  static let rowsMax = 60
  static let openRows = 14

  /// With patterns under their titles.
  let report: ReplayReport
  let judgement: Judgement?
  let samples: Int
  let orders: Int
  let digest: Hash256

  /// - Parameters:
  ///   - limit: orders side by side, and orders listed; nil for a few and some.
  ///   - digest: of the report, where it is known already.
  public init(
    _ report: ReplayReport, judgement: Judgement? = nil, limit: Int? = nil, digest: Hash256? = nil
  ) {
    self.report = report.titled
    self.judgement = judgement
    samples = limit ?? HTMLForm.samplesMax
    orders = limit ?? HTMLForm.ordersMax
    self.digest = digest ?? report.digest
  }

  public func write(to sink: ([UInt8]) -> Void) {
    func put(_ text: String) { sink(Array(text.utf8)) }
    put(head)
    put("<body><main>" + banner)
    if report.baseline.isExact {
      put(policy + unexpected + causes)
      put(pictures)
      put(balances)
      for section in report.sections where !HTMLForm.isPicture(section) { put(table(section)) }
      put(commonalities)
      let shown = shown
      if !shown.isEmpty { put(sampleTitle) }
      for index in shown {
        put(HTMLSample(report.changed[index], in: report).html)
      }
      if !shown.isEmpty { put("</section>") }
      put(changedOrders)
      put(notEvaluable + unused)
    } else {
      put(differing)
    }
    put(footer + "</main></body></html>\n")
  }

  private static func isPicture(_ section: ReportSection) -> Bool {
    section.topic == .truth || section.topic == .claims
  }

  private var sampleTitle: String {
    let choice = report.samples.isEmpty ? "" : ", chosen to be different from each other"
    return "<section class=\"samples\"><h2>Orders side by side</h2><p class=\"note\">What either "
      + "rulebook makes of some of them\(choice): the event at which the two part, what follows "
      + "from it, and how they end.</p>"
  }

  private var shown: [Int] {
    report.shown(limit: samples, unexpected: judgement?.remainder?.changed ?? [])
  }

  private var head: String {
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
      + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
      + "<meta http-equiv=\"Content-Security-Policy\" "
      + "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>"
      + "<meta name=\"color-scheme\" content=\"light dark\"/>"
      + "<title>\(HTMLText.escaped(title)) · replay</title>"
      + "<style>\(HTMLStyle.text)</style></head>\n"
  }

  var title: String {
    guard report.baseline.isExact else { return "The live state is not what the rules give" }
    guard !report.changed.isEmpty else { return "No order changes" }
    let count = report.changed.count
    return "\(ReportText.grouped(count)) of \(ReportText.count(report.total, "order")) "
      + (count == 1 ? "changes" : "change")
  }

  // MARK: Pictures

  private var pictures: String {
    let truth = TransitionMatrix.all(.truth, in: report)
    let claims =
      TransitionMatrix.all(.claim, in: report) + TransitionMatrix.all(.presence, in: report)
    return HTMLPictures(
      title: "What is true",
      note: "Orders and their money by facet: from the state that the "
        + "former rulebook sees, in rows, to that of the revised one, in columns; one picture for "
        + "each channel.", matrices: truth, currencies: report.currencies
    ).html
      + HTMLPictures(
        title: "What each system says",
        note: "The same for what systems say of themselves, before it is weighed who is to be "
          + "believed.", matrices: claims, currencies: nil
      ).html
  }

  private var balances: String { HTMLBalance(report).html }
}
