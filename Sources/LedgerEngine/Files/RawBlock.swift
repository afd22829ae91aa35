public import LedgerCore

/// Some deliveries of an import, cut apart but not read yet.
public struct RawBlock: Sendable {
  /// Where a record comes from.
  public struct Origin: Sendable {
    public var path: String
    /// SHA-256 of the file as it lies on disk; nil for a stream, whose records have digests
    /// of their own.
    public var digest: Hash256?

    public init(path: String, digest: Hash256?) {
      self.path = path
      self.digest = digest
    }
  }

  public struct Record: Sendable {
    /// Where its bytes are in the block.
    public var bytes: Range<Int>
    /// From 1; 1 for a file that is one delivery.
    public var line: Int
    public var origin: Int
    /// SHA-256 of the stream up to and including this record's line, where the origin has none.
    public var digest: Hash256?
    /// Set where it is longer than any delivery may be: its length; its bytes are not kept.
    public var tooLongBytes: Int?
    /// Whether it is a whole file or stream, and no line of one.
    public var isWhole = false
  }

  public var bytes: [UInt8] = []
  public var origins: [Origin] = []
  public var records: [Record] = []
  /// Bytes read from the disk when the block was cut.
  public var readBytes: UInt64 = 0
  /// Files that could not be read, or not to their end; the import goes on behind them.
  public var unreadable: [LedgerError] = []

  public init() {}

  /// A record's own bytes.
  public subscript(_ record: Record) -> [UInt8] { Array(bytes[record.bytes]) }
}
