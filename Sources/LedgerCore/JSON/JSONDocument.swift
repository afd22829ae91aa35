import CSimdJSON

/// A JSON text and the tape of its values, in document order. Numbers are kept as written.
///
/// A byte order mark before the text is skipped (some senders write one), and stays in `bytes`.
public struct JSONDocument: Sendable {
  public enum Kind: UInt8, Sendable { case object, array, string, number, `true`, `false`, null }

  /// As given.
  public let bytes: [UInt8]
  @usableFromInline let tape: [TapeNode]
  /// Unescaped forms of the strings that hold escapes.
  @usableFromInline let texts: [UInt8]
  /// Told of the values that readers look at; nil where nobody asks.
  public internal(set) var watch: ValueWatch?

  /// Refuses everything that is not one JSON text by RFC 8259 in UTF-8, an object that names a
  /// member twice, and more than `depthMax` objects and arrays within each other.
  public static func parse(
    _ bytes: [UInt8], depthMax: Int = 128
  ) throws(JSONFault) -> JSONDocument {
    let outcome: Result<JSONDocument, JSONFault> = bytes.withUnsafeBufferPointer { buffer in
      // The result points into buffers of this thread, so it is copied before anything else runs.
      let result = ledgerJSONParse(buffer.baseAddress, buffer.count, max(0, depthMax))
      if Int(result.fault) == LEDGER_JSON_OK { return .success(JSONDocument(bytes, result)) }
      return .failure(fault(result, bytes: bytes, depthMax: depthMax))
    }
    return try outcome.get()
  }

  public var root: JSONNode { JSONNode(0) }

  private init(_ bytes: [UInt8], _ result: LedgerJSONResult) {
    self.bytes = bytes
    tape = [TapeNode](unsafeUninitializedCapacity: result.nodeCount) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(
          start: result.nodes, count: result.nodeCount * MemoryLayout<LedgerJSONNode>.stride))
      count = result.nodeCount
    }
    texts = Array(UnsafeBufferPointer(start: result.texts, count: result.textCount))
  }

  private static func fault(
    _ result: LedgerJSONResult, bytes: [UInt8], depthMax: Int
  ) -> JSONFault {
    let offset = Int(result.offset)
    switch Int(result.fault) {
    case LEDGER_JSON_EMPTY: return .empty
    case LEDGER_JSON_TRUNCATED: return .truncated(offset: offset)
    case LEDGER_JSON_NOT_UTF8: return .notUTF8(offset: offset)
    case LEDGER_JSON_TOO_DEEP: return .tooDeep(offset: offset, depthMax: depthMax)
    case LEDGER_JSON_DUPLICATE_KEY:
      let partial = JSONDocument(bytes, result)
      return .duplicateKey(path: partial.path(ofPlace: Int(result.duplicate)), offset: offset)
    case LEDGER_JSON_BAD_NUMBER: return .badNumber(offset: offset)
    case LEDGER_JSON_BAD_LITERAL: return .badLiteral(offset: offset)
    case LEDGER_JSON_BAD_ESCAPE: return .badEscape(offset: offset)
    case LEDGER_JSON_CONTROL_CHARACTER: return .controlCharacter(offset: offset)
    case LEDGER_JSON_TRAILING_CONTENT: return .trailingContent(offset: offset)
    case LEDGER_JSON_TOO_LARGE:
      return .tooLarge(byteCount: bytes.count, byteCountMax: Int(ledgerJSONBytesMax) - 1)
    default: return .unexpected(offset: offset)
    }
  }
}
