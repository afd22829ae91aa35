import LedgerChannels
import LedgerCore
import LedgerLog

/// Makes residues that the rulebook in force reads as it read the deliveries, and the one before it, to
/// which a rollback would go back.
struct ResidueMakers {
  private let log: LogReader
  private var makers: [String: ResidueMaker] = [:]

  init(ledger: Ledger) throws(LedgerError) {
    log = ledger.log
    var rulebooks = [ledger.rulebook]
    let recorded = try Recorded(log: log, end: ledger.nextPosition)
    if let former = recorded.former?.position {
      rulebooks.append(try RulebookEntry.rulebook(at: former, log: log))
    }
    for row in ledger.channels {
      makers[row.name] = ResidueMaker(
        readers: rulebooks.compactMap { rulebook in
          rulebook.kinds[row.kind].map {
            ResidueMaker.Reader(
              extractor: Extractor(kind: $0, rulebook: rulebook), channel: row.name,
              account: row.account)
          }
        })
    }
  }

  func residue(of delivery: ErasurePlan.Delivery) throws(LedgerError) -> Residue {
    let payload: Payload?
    do throws(LogError) {
      payload = try log.body(at: delivery.position, verifying: true)
    } catch {
      guard case .bodyAbsent = error else { throw .log(error) }
      payload = nil
    }
    // Its key is gone without a record: an older log was put back.
    guard let payload else {
      return Residue(
        headers: [], content: .fault(reason: Residue.lost, place: "0"), settled: [])
    }
    let residue = makers[delivery.channel]?.residue(
      headers: payload.headers.map { ($0.name, $0.value) }, body: payload.body)
    guard let residue else { throw .erasing(.residueDiffers(delivery.position)) }
    return residue
  }

  /// What would stay of a delivery on a channel.
  func kept(
    of delivery: (headers: [(name: String, value: String)], body: [UInt8]), on channel: String
  ) -> [KeptValue] {
    makers[channel]?.keptValues(headers: delivery.headers, body: delivery.body) ?? []
  }
}
