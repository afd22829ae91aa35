import Glibc
import LedgerCore
import LedgerLog
import LedgerRules
import LedgerStorage

extension LedgerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .storage(let error): "\(error)"
    case .log(let error): "\(error)"
    case .rulebook(let errors): "\(errors)"
    case .noLedger(let directory):
      "there is no ledger in \(directory); create one with `orderledger --ledger \(directory) init`"
    case .ledgerExists(let directory):
      "\(directory) holds a ledger already; choose another directory"
    case .unknownChannel(let name, let known):
      "there is no channel \(name); known: \(LedgerError.list(known)); give --kind to register it"
    case .unknownKind(let name, let known):
      "the rulebook has no channel kind \(name); it has \(LedgerError.list(known))"
    case .channelDiffers(let name, let kind, let account):
      "channel \(name) is registered with kind \(kind) and account \(account); use another name"
    case .badName(let bytes, let limit):
      "a channel's name and account have 1 to \(limit) bytes each, not \(bytes); use a shorter name"
    case .unknownOrder(let text):
      "no order carries \(text) as correlation ID or reference"
    case .ambiguousOrder(let text, let orders):
      "\(text) is carried by \(orders.count) orders: \(LedgerError.list(orders)); name one of them"
    case .notAnIdentity(let text, let order):
      "\(text) names a part of order \(order), not the order; give \(order) or one of its own numbers"
    case .joinedAlready(let order):
      "all of these are order \(order) already; there is nothing to join"
    case .separatedAlready(let reference):
      if reference.space == .joins {
        "the join of position \(reference.value) is undone already; there is nothing to separate"
      } else {
        "\(reference.shortText) joins no orders already; there is nothing to separate"
      }
    case .notAJoin(let position):
      "position \(position) records no join; `orderledger trace` shows the joins of an order"
    case .notFiled(let item):
      "item \(item) is nothing that could be joined: no delivery, a duplicate, not about an order, or "
        + "in quarantine as a whole; see `orderledger trace` and `orderledger unlinked`"
    case .unknownPosition(let position, let end):
      "the log has no position \(position); it ends before \(end)"
    case .indexBehind(let directory):
      "the index in \(directory) is missing, of another version, or behind an activation; run "
        + "`orderledger rebuild`, or try again shortly where another process is at work"
    case .noEarlierRulebook: "no other rulebook was active before; there is nothing to go back to"
    case .notAnActivation(let position):
      "position \(position) brought in no rulebook; see `orderledger rules history`"
    case .notARequest(let position):
      "position \(position) is not a request to promote a rulebook; see `orderledger rules history`"
    case .promotion(let refusal): "\(refusal)"
    case .openedForReading: "the ledger is open for reading only"
    case .damaged(let directory, let damage):
      "\(directory) is damaged, and nothing is written to it: "
        + damage.map { "\($0)" }.joined(separator: "; ")
        + "; it can be read. Run `orderledger verify`, and restore log.mdb from a copy"
    case .unreadableReference(let text):
      "\(text) is not a reference; write SYSTEM/ENTITY/KIND=VALUE, such as shopify/order/name=#1001"
    case .file(let path, let code): "\(path): \(String(cString: strerror(code)))"
    case .compressed(let path, let detail): "\(path) cannot be decompressed: \(detail)"
    case .pageCheck(let path, let detail): "the pages of \(path) cannot be looked at: \(detail)"
    case .secrets(let problem): "\(problem)"
    case .erasing(let fault): "\(fault)"
    case .proving(let fault): "\(fault)"
    case .backup(let fault): "\(fault)"
    case .exported(let fault): "\(fault)"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.prefix(12).joined(separator: ", ")
  }
}
