internal import LedgerCore
internal import LedgerRules

/// The messages of a kind, by type: exact ones by length, so that few are compared, and those that
/// end in `*`. The first in the channel file counts.
struct MessageTable: Sendable {
  private struct Entry: Sendable {
    let type: [UInt8]
    let order: Int
    let meaning: Message.Meaning
  }

  private var byLength: [[Entry]] = []
  private var prefixes: [Entry] = []

  init(_ messages: [Message]) {
    for (order, message) in messages.enumerated() {
      if message.type.hasSuffix("*") {
        prefixes.append(
          Entry(type: Array(message.type.utf8.dropLast()), order: order, meaning: message.meaning))
        continue
      }
      let type = Array(message.type.utf8)
      while byLength.count <= type.count { byLength.append([]) }
      byLength[type.count].append(Entry(type: type, order: order, meaning: message.meaning))
    }
  }

  func meaning(of type: UnsafeBufferPointer<UInt8>) -> Message.Meaning? {
    var best: Entry?
    if type.count < byLength.count {
      best = byLength[type.count].first { $0.type.elementsEqual(type) }
    }
    for entry in prefixes where entry.order < best?.order ?? .max && type.starts(with: entry.type) {
      best = entry
    }
    return best?.meaning
  }
}
