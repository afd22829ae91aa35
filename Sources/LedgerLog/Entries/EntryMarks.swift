/// Which optional fields an entry has.
struct EntryMarks: OptionSet {
  let rawValue: UInt16

  static let conflict = EntryMarks(rawValue: 1 << 0)
  static let deliveryKey = EntryMarks(rawValue: 1 << 1)
  static let causePosition = EntryMarks(rawValue: 1 << 2)
  static let causeText = EntryMarks(rawValue: 1 << 3)
  static let keyFingerprint = EntryMarks(rawValue: 1 << 4)
  static let senderTime = EntryMarks(rawValue: 1 << 5)
  static let revision = EntryMarks(rawValue: 1 << 6)
  static let content = EntryMarks(rawValue: 1 << 7)

  /// The other bits are zero.
  static let known = EntryMarks(rawValue: 0xff)
}

/// The numbers of the first bytes of an entry.
enum EntryWire {
  static let version: UInt8 = 1

  static let delivery: UInt8 = 1
  static let duplicate: UInt8 = 2
  static let control: UInt8 = 3

  static let ledger: UInt8 = 0
  static let signed: UInt8 = 1
  static let authenticatedFetch: UInt8 = 2
  static let unsigned: UInt8 = 3
  static let operatorFile: UInt8 = 4

  /// A link takes at least: item, thread distance, thread item, sequence.
  static let linkBytesMin = 4
}
