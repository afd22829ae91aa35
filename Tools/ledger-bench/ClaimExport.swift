import Glibc
import LedgerCore
import LedgerEngine

/// Writes what each event of each order claims, one claim a line, for others to fold: order, log
/// position, item, system, facet, state, when it happened and when it was received (microseconds).
struct ClaimExport {
  let ledger: Ledger

  func write(to path: String) throws {
    guard let file = fopen(path, "w") else { throw NotWritten(path: path, errno: errno) }
    defer { fclose(file) }
    fputs("order,position,item,system,facet,state,occurred,received\n", file)
    let asOf = AsOf(time: Surroundings.machine.now())
    for order in try ReadStudy.orders(of: ledger, asOf, atMost: .max) {
      for event in try ledger.trace(order, asOf: asOf).events where !event.isHearsay {
        for claim in event.claims {
          let words = claim.text.split(separator: " ")
          guard words.count == 2 else { continue }
          let received = event.received.rawValue
          fputs(
            "\(order),\(event.item.position.rawValue),\(event.item.index),\(event.system),"
              + "\(words[0]),\(words[1]),\((event.occurred ?? event.received).rawValue),"
              + "\(received)\n", file)
        }
      }
    }
  }

  struct NotWritten: Error {
    let path: String
    let errno: Int32
  }
}
