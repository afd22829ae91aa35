import Glibc
import LedgerCore
import LedgerEngine

// Appends deliveries to a ledger until it is killed, writes the tail into the index file every few
// batches, and writes each acknowledged position with its order's number to standard output.
//
// ledger-crash-engine DIRECTORY SEED
// ledger-crash-engine DIRECTORY read: reads all orders without end instead, and writes how many.
// ledger-crash-engine DIRECTORY switch|promote SEED: appends in threads of its own, and meanwhile
// puts one rulebook after the other into force (`Switching`).

let arguments = CommandLine.arguments
if arguments.count == 3, arguments[2] == "read" {
  let reader = try Ledger.openForReading(directory: arguments[1])
  while true {
    let count = try reader.orders(ListFilter(limit: .max), asOf: reader.now).elements.count
    let line = "\(count)\n"
    guard write(1, line, line.utf8.count) == line.utf8.count else { exit(3) }
  }
}
if arguments.count == 4, let seed = UInt64(arguments[3]) {
  try Switching(directory: arguments[1], seed: seed, promotes: arguments[2] == "promote").run()
}
guard arguments.count == 3, let seed = UInt64(arguments[2]) else { exit(2) }

let ledger = try Ledger.openForWriting(directory: arguments[1])
let preparation = try ledger.preparation(channel: "shop")

@MainActor func delivery(_ number: UInt64) throws -> ReadyDelivery {
  let order = number % 97
  let status = ["pending", "authorized", "paid"][Int(number / 97 % 3)]
  let body = ##"{"id":\##(order),"status":"\##(status)","updated":\##(number)}"##
  return try preparation.prepare(
    Incoming(
      headers: [(name: "x-id", value: "\(seed)-\(number)")], body: Array(body.utf8),
      received: nil, evidence: .unsigned, actor: "test"))
}

var number: UInt64 = seed &* 1_000_003 % 9_973
var batches: UInt64 = 0
while true {
  var ready: [ReadyDelivery] = []
  for _ in 0..<(number % 5 + 1) {
    ready.append(try delivery(number))
    number += 1
  }
  let receipts = try ledger.append(ready)
  // Unbuffered: what the pipe holds was acknowledged before the process was killed.
  guard let last = receipts.last?.position else { exit(4) }
  let line = "\(last)\n"
  guard write(1, line, line.utf8.count) == line.utf8.count else { exit(3) }
  batches += 1
  if (batches &+ seed) % 7 == 0 { try ledger.flush() }
}
