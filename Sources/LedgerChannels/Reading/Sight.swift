internal import LedgerCore

/// What lookups see of one delivery: its document and its headers. A class, since reading hands it
/// on some hundred times: one reference, and none of those within.
final class Sight {
  let table: LookupTable
  let document: JSONDocument
  let headers: Headers
  let channel: String
  /// Of a residue.
  private let erased: ErasedValues?
  /// Members of the item and of the parts that are being read, by slot (`SlotTable`).
  var slots: UnsafeMutableBufferPointer<JSONNode?>?

  init(
    table: LookupTable, document: JSONDocument, headers: Headers, channel: String,
    erased: ErasedValues?
  ) {
    self.erased = erased
    self.table = table
    self.document = document
    self.headers = headers
    self.channel = channel
  }

  /// From where paths start.
  struct Scope {
    var item: JSONNode
    var part: JSONNode
    /// The message's type.
    var type: Found
    /// Where in `slots` the item's begin, and the part's; -1 where they are not filled.
    var itemSlots = -1
    var partSlots = -1
    /// Where in `slots` the next may begin.
    var slotsEnd = 0
  }

  var bodyScope: Scope {
    Scope(item: document.root, part: document.root, type: .nothing)
  }

  /// Whether something may be asked for that is gone.
  var isResidue: Bool { erased != nil }

  /// Where a residue was asked for what is gone, since the last call.
  func takeErased() -> String? { erased?.takeLookedAt(in: document, headers) }

  // MARK: Slots

  /// The scope of an item, with the members that its shape asks for.
  func scope(ofItem item: JSONNode, type: Found, _ wanted: SlotTable) -> Scope {
    fill(wanted, from: item, at: 0)
    return Scope(
      item: item, part: item, type: type, itemSlots: 0, partSlots: -1, slotsEnd: wanted.count)
  }

  func scope(ofPart part: JSONNode, in outer: Scope, _ wanted: SlotTable) -> Scope {
    fill(wanted, from: part, at: outer.slotsEnd)
    var scope = outer
    scope.part = part
    scope.partSlots = outer.slotsEnd
    scope.slotsEnd += wanted.count
    return scope
  }

  private func fill(_ wanted: SlotTable, from node: JSONNode, at start: Int) {
    guard wanted.count > 0, let slots else { return }
    for slot in start..<start + wanted.count { slots[slot] = nil }
    wanted.entries.withUnsafeBufferPointer { entries in
      let mask = entries.count - 1
      document.eachMember(of: node) { hash, value in
        var place = Int(hash) & mask
        while entries[place].slot != 0 {
          let entry = entries[place]
          if entry.hash == hash, isName(entry.start, entry.count, ofMember: value) {
            slots[start + Int(entry.slot) - 1] = value
            return
          }
          place = (place + 1) & mask
        }
      }
    }
  }

  private func isName(_ start: Int32, _ count: Int32, ofMember value: JSONNode) -> Bool {
    table.names.withUnsafeBufferPointer { names in
      document.isName(
        UnsafeBufferPointer(rebasing: names[Int(start)..<Int(start + count)]), ofMember: value)
    }
  }
}
