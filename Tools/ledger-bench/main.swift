import Glibc
import LedgerEngine

// Measures a ledger in one process, without starting a program for each call; prints a line of JSON for
// each. Tools/bench runs it beside others.
let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("read", 2...4):
  let runs = arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5
  let only = arguments.count > 3 ? arguments[3] : ""
  try ReadStudy(directory: arguments[1], course: Course(runs: runs), only: only).run()
case ("append", 3): try AppendStudy(directory: arguments[1], deliveries: arguments[2]).run()
case ("claims", 3):
  try ClaimExport(ledger: Ledger.openForReading(directory: arguments[1])).write(to: arguments[2])
case ("tree", 3...4):
  let runs = arguments.count > 3 ? Int(arguments[3]) ?? 5 : 5
  try TreeStudy(ledger: arguments[1], scratch: arguments[2], course: Course(runs: runs)).run()
case ("allocations", 1): if try !AllocationStudy().run() { exit(1) }
default:
  print(
    "usage: ledger-bench read LEDGER [RUNS [REPLAY]] | append DIRECTORY DELIVERIES | claims LEDGER OUT.csv | tree LEDGER FOLDER [RUNS] | allocations"
  )
}
