/// One of the two header pages of a file.
///
/// Layout (LMDB 0.9, data version 1): page number (8), padding (2), flags (2), bounds (4); then magic
/// (4), version (4), address (8), map size (8), the records of the free list and of the list of
/// tables (48 each; the padding of the first is the page size), last page (8), transaction (8).
struct HeaderPage {
  let slot: Int
  let number: UInt64
  let flags: Int
  let magic: UInt32
  let version: UInt32
  let address: UInt64
  let mapBytes: UInt64
  let free: TreeRecord
  let main: TreeRecord
  let lastPage: UInt64
  let transaction: UInt64

  static let size = 152
  static let magic: UInt32 = 0xBEEF_C0DE
  static let pageSizes = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768]
  /// A node has 48 bits for the number of a page.
  static let lastPageMax: UInt64 = 1 << 47
  /// No program has more addresses for itself.
  static let mapBytesMax: UInt64 = 1 << 48

  init?(_ page: PageBytes, slot: Int) {
    guard let number = page.word64(at: 0), let flags = page.word16(at: 10),
      let magic = page.word32(at: 16), let version = page.word32(at: 20),
      let address = page.word64(at: 24), let mapBytes = page.word64(at: 32),
      let free = TreeRecord(page, at: 40), let main = TreeRecord(page, at: 88),
      let lastPage = page.word64(at: 136), let transaction = page.word64(at: 144)
    else { return nil }
    self.slot = slot
    self.number = number
    self.flags = flags
    self.magic = magic
    self.version = version
    self.address = address
    self.mapBytes = mapBytes
    self.free = free
    self.main = main
    self.lastPage = lastPage
    self.transaction = transaction
  }

  /// Nil where it is not one that the store makes.
  var pageSize: Int? { Self.pageSizes.first { $0 == Int(free.pad) } }

  /// Whether it is a header at all.
  var isHeader: Bool {
    magic == Self.magic && version == 1 && pageSize != nil && lastPage >= 1
      && lastPage < Self.lastPageMax
  }

  /// Bytes of a file that has all pages; nil where it is no header.
  var bytesThroughLastPage: UInt64? {
    guard isHeader, let pageSize else { return nil }
    return (lastPage + 1) * UInt64(pageSize)
  }

  /// Reads a header; nil where the file ends before it.
  static func read(_ file: PageFile, slot: Int, at offset: Int) -> HeaderPage? {
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      guard case .whole = file.read(into: buffer, at: offset) else { return nil }
      return HeaderPage(PageBytes(UnsafeRawBufferPointer(buffer)), slot: slot)
    }
  }
}
