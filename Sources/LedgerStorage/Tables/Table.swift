internal import Synchronization

/// What kind of table it is. Kept in the file; opening with other flags is refused.
public struct TableFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Keys only ever come after all others; nothing is changed or deleted.
  public static let appendOnly = TableFlags(rawValue: 1)
  /// A key has many values, sorted byte by byte, of at most 511 bytes each.
  public static let duplicates = TableFlags(rawValue: 2)
  /// A key has many values of one size, packed without gaps: read a page at a time.
  public static let fixedDuplicates = TableFlags(rawValue: 4)

  @inlinable package var hasDuplicates: Bool { !isDisjoint(with: [.duplicates, .fixedDuplicates]) }
}

/// A named, ordered map in an environment. Declare each once, as a constant:
/// `static let entries = Table<LogPosition, [UInt8]>("entries", .appendOnly)`.
public struct Table<Key: TableKey, Value: TableValue>: TableDeclaring {
  public let declaration: TableDeclaration

  public init(_ name: String, _ flags: TableFlags = []) {
    precondition(
      !flags.contains(.fixedDuplicates) || (1...511).contains(Value.fixedSize ?? 0),
      "values of a table of fixed duplicates have one size from 1 to 511 bytes")
    declaration = TableDeclaration(name: name, flags: flags)
  }

  public var name: String { declaration.name }
  public var flags: TableFlags { declaration.flags }
}

/// A table without its types, as a schema lists it.
public protocol TableDeclaring: Sendable {
  var declaration: TableDeclaration { get }
}

public struct TableDeclaration: TableDeclaring, Hashable {
  public let name: String
  public let flags: TableFlags
  /// Equal for equal names in this process: the index of the table's handle in an environment.
  @usableFromInline package let slot: Int

  init(name: String, flags: TableFlags) {
    self.name = name
    self.flags = flags
    slot = TableSlots.slot(of: name)
  }

  public var declaration: TableDeclaration { self }
}

/// Gives every table name of the process a small number, so that a transaction finds a handle
/// without a dictionary.
private enum TableSlots {
  private static let slots = Mutex<[String: Int]>([:])

  static func slot(of name: String) -> Int {
    slots.withLock { slots in
      if let slot = slots[name] { return slot }
      slots[name] = slots.count
      return slots.count - 1
    }
  }
}
