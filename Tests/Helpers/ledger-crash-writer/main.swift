import Glibc
import LedgerCore
import LedgerLog
import LedgerStorageWriting

// Appends to a log until it is killed, and writes each acknowledged position to standard output, so
// that a test can compare what was acknowledged with what is there.
//
// ledger-crash-writer DIRECTORY SEED

let arguments = CommandLine.arguments
guard arguments.count == 3, let seed = UInt64(arguments[2]) else { exit(2) }

/// A body that can be told from its position alone.
func body(_ position: UInt64) -> [UInt8] {
  let note = String(repeating: "x", count: Int(position % 5_000))
  return Array(#"{"id":\#(position),"note":"\#(note)"}"#.utf8)
}

@Sendable func entry(_ position: LogPosition, _ content: Entry.Content) -> Entry {
  Entry(
    position: position, kind: .delivery,
    received: Timestamp(microseconds: 1_767_225_600_000_000 + Int64(position.rawValue)),
    clock: .stated, engineVersion: "test", account: "eu", channel: "shop", channelKind: "shopify",
    deliveryKey: nil, actor: "shop", authentication: "none", evidence: .unsigned, revision: nil,
    content: content)
}

let lock = try WriterLock.acquire(directory: arguments[1])
let writer = try LogWriter.open(lock: lock)
let committer = GroupCommitter(writer: writer)
let sealer = writer.makeSealer()
var count = seed
while true {
  let size = count % 7 + 1
  count &+= 1
  let first = writer.nextPosition.rawValue
  let sealed = try (first..<first + size).map {
    try sealer.seal(
      headers: [Header(name: "x-seed", value: "\(seed)")], body: body($0),
      salt: Salt(words: ($0, seed)), shape: "shopify/orders")
  }
  let last = try committer.submit { batch in
    var last = batch.nextPosition
    for body in sealed {
      last = try batch.append(entry(batch.nextPosition, body.content), body: body.stored)
    }
    return last
  }
  // Unbuffered: what the pipe holds was acknowledged before the process was killed.
  let line = "\(last)\n"
  guard write(1, line, line.utf8.count) == line.utf8.count else { exit(3) }
}
