internal import LedgerCore

/// Makes residues: reads a delivery as the rules do, and keeps what they looked at.
public struct ResidueMaker {
  /// One way of reading a delivery.
  public struct Reader {
    var extractor: Extractor
    var channel: String
    var account: String

    public init(extractor: Extractor, channel: String, account: String) {
      self.extractor = extractor
      self.channel = channel
      self.account = account
    }
  }

  let readers: [Reader]

  /// - Parameter readers: of all rulebooks by which the residue is to be read as the delivery was.
  public init(readers: [Reader]) { self.readers = readers }

  /// Nil where some reader would read the residue otherwise than the delivery.
  public func residue(headers: Headers, body: [UInt8]) -> Residue? {
    let look = look(at: headers, body)
    switch ParsedBody.reading(headers: headers, body: body) {
    case .failure(let fault):
      let content = Residue.Content.fault(reason: fault.reason, place: fault.place)
      let residue = Residue(headers: look.headers, content: content, settled: [])
      return isRead(residue, as: look.answers) ? residue : nil
    case .success(let document):
      var trial = Trial(document: document, look: look)
      guard isRead(trial.residue, as: look.answers) else { return nil }
      let compared = trial.kept.subtracting(look.watch.read)
      leaveOut(compared.sorted { $0.index < $1.index }[...], of: &trial)
      return trial.residue
    }
  }

  /// What all readers make of a delivery, and what they look at for it.
  struct Look {
    let answers: [Reader.Answers]
    let watch: ValueWatch
    /// Without the values that nobody asked for.
    let headers: [Residue.Header]
  }

  func look(at headers: Headers, _ body: [UInt8]) -> Look {
    let watch = ValueWatch()
    let answers = readers.map {
      $0.read(
        OpenDelivery(extractor: $0.extractor, headers: headers, body: body, watch: watch))
    }
    let kept = headers.map {
      let name = HeaderName.folded($0.name)
      return Residue.Header(name: name, value: watch.headers.contains(name) ? $0.value : nil)
    }
    return Look(answers: answers, watch: watch, headers: kept)
  }

  /// A residue on trial: at first with all that was looked at.
  private struct Trial {
    let document: JSONDocument
    let look: Look
    var kept: Set<JSONNode>

    init(document: JSONDocument, look: Look) {
      self.document = document
      self.look = look
      kept = look.watch.compared.values.reduce(into: look.watch.read) { $0.formUnion($1) }
    }

    var residue: Residue {
      let redaction = Redaction(document: document, kept: kept)
      let settled = look.watch.compared.filter { $0.value.contains { redaction.erases($0) } }
      return Residue(
        headers: look.headers, content: .document(redaction.bytes), settled: Set(settled.keys))
    }
  }

  /// Leaves out of what filters have compared all that their answers do not depend on: a remark that
  /// is no order number need not stay, because it was looked at.
  private func leaveOut(_ nodes: ArraySlice<JSONNode>, of trial: inout Trial) {
    guard !nodes.isEmpty else { return }
    trial.kept.subtract(nodes)
    if isRead(trial.residue, as: trial.look.answers) { return }
    trial.kept.formUnion(nodes)
    guard nodes.count > 1 else { return }
    let middle = nodes.startIndex + nodes.count / 2
    leaveOut(nodes[..<middle], of: &trial)
    leaveOut(nodes[middle...], of: &trial)
  }

  private func isRead(_ residue: Residue, as answers: [Reader.Answers]) -> Bool {
    zip(readers, answers).allSatisfy { $0.read($0.extractor.open(residue)) == $1 }
  }
}

extension ResidueMaker.Reader {
  /// All that is asked of a delivery.
  struct Answers: Equatable {
    var extraction: Extraction
    var deliveryID: String?
    var account: String?
  }

  func read(_ open: OpenDelivery) -> Answers {
    Answers(
      extraction: open.extract(channel: channel, account: account),
      deliveryID: open.deliveryID(channel: channel), account: open.account(channel: channel))
  }
}
