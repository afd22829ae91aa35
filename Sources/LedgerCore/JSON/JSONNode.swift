/// A value of a document: its place on the tape.
public struct JSONNode: Hashable, Sendable {
  public let index: UInt32

  @inlinable init(index: UInt32) { self.index = index }
  @inlinable init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }

  @inlinable var place: Int { Int(index) }
}

/// One place on the tape: the layout of `LedgerJSONNode`, which describes it.
@usableFromInline struct TapeNode: Sendable {
  @usableFromInline var start: UInt32
  @usableFromInline var length: UInt32
  @usableFromInline var next: UInt32
  @usableFromInline var info: UInt32

  @inlinable var kindCode: UInt8 { UInt8(truncatingIfNeeded: info & 0xf) }
  @inlinable var isContainer: Bool { info & 0xf <= 1 }
  @inlinable var isObject: Bool { info & 0xf == 0 }
  @inlinable var isArray: Bool { info & 0xf == 1 }
  @inlinable var isString: Bool { info & 0xf == 2 }
  @inlinable var isEscaped: Bool { info & 0x10 != 0 }
  @inlinable var isKey: Bool { info & 0x20 != 0 }
  /// Number of children; `countMax` says that they have to be counted.
  @inlinable var count: Int { Int(info >> 8) }
  @inlinable static var countMax: Int { 0xff_ffff }

  /// The place after the subtree of this node, which stands at `place`.
  @inlinable func end(from place: Int) -> Int { isContainer ? Int(next) : place + 1 }
}
