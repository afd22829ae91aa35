/// What a file is for and which tables it has. The purpose and the version are stamped into the
/// file when it is created and checked whenever it is opened.
public struct Schema: Hashable, Sendable {
  /// A word, such as `log` or `index`.
  public let purpose: String
  /// Raised whenever a table or an encoding changes.
  public let version: Int
  /// The earliest version that this program still reads and writes.
  public let oldestVersion: Int
  public let tables: [TableDeclaration]

  public init(
    purpose: String, version: Int, oldestVersion: Int? = nil, tables: [any TableDeclaring]
  ) {
    let declared = tables.map(\.declaration)
    precondition(
      Set(declared.map(\.name)).count == declared.count
        && !declared.contains { $0.name == Schema.meta.name },
      "table names differ from each other and from `meta`")
    self.purpose = purpose
    self.version = version
    self.oldestVersion = oldestVersion ?? version
    self.tables = declared
  }

  /// Every file has this table: small named settings, among them the format stamp (`format`).
  public static let meta = Table<String, [UInt8]>("meta")

  package var allTables: [TableDeclaration] { [Schema.meta.declaration] + tables }
}

/// The value of `format` in `meta`: eight bytes that say whose file it is, the version as four
/// bytes, most significant first, and the purpose in UTF-8.
package struct FormatStamp: TableValue, Hashable {
  package static let key = "format"
  private static let magic = Array("ORDLEDGR".utf8)

  package let version: UInt32
  package let purpose: String

  package init(_ schema: Schema) {
    version = UInt32(schema.version)
    purpose = schema.purpose
  }

  package static var fixedSize: Int? { nil }
  package var encodedSize: Int { 12 + purpose.utf8.count }

  package func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: Self.magic)
    version.encode(into: UnsafeMutableRawBufferPointer(rebasing: bytes[8..<12]))
    UnsafeMutableRawBufferPointer(rebasing: bytes[12...]).copyBytes(from: purpose.utf8)
  }

  package init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 12, bytes.prefix(8).elementsEqual(Self.magic),
      let version = UInt32(encoded: UnsafeRawBufferPointer(rebasing: bytes[8..<12])),
      let purpose = String(encoded: UnsafeRawBufferPointer(rebasing: bytes[12...]))
    else { return nil }
    self.version = version
    self.purpose = purpose
  }
}
