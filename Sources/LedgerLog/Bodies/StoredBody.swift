import LedgerCore

/// How a stored body's bytes were written, once they are decrypted where they were encrypted.
public enum BodyEncoding: Hashable, Sendable {
  case raw
  case zstd
  case zstdWithDictionary(DictionaryID)
}

/// The number of a compression dictionary, from 1.
public struct DictionaryID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static func < (left: DictionaryID, right: DictionaryID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A body as `bodies` keeps it (`docs/format.md`): salt, storage encoding and bytes.
public struct StoredBody: Hashable, Sendable {
  public let record: [UInt8]

  static let version: UInt8 = 1

  static func write(
    _ encoding: BodyEncoding, salt: Salt, payloadCount: Int, stored: UnsafeRawBufferPointer
  ) -> StoredBody {
    let record = [UInt8](unsafeUninitializedCapacity: stored.count + headBytesMax) {
      buffer, count in
      var head = HeadWriter(buffer: UnsafeMutableRawBufferPointer(buffer))
      head.write(encoding, salt: salt, payloadCount: payloadCount, storedCount: stored.count)
      let target = UnsafeMutableRawBufferPointer(rebasing: head.buffer[head.count...])
      target.copyMemory(from: stored)
      count = head.count + stored.count
    }
    return StoredBody(record: record)
  }

  /// Version, encoding, salt and three varints of at most five bytes.
  static let headBytesMax = 2 + 16 + 3 * 5

  private struct HeadWriter {
    let buffer: UnsafeMutableRawBufferPointer
    var count = 0

    mutating func write(
      _ encoding: BodyEncoding, salt: Salt, payloadCount: Int, storedCount: Int
    ) {
      buffer[0] = StoredBody.version
      buffer.storeBytes(of: salt.words.0.littleEndian, toByteOffset: 2, as: UInt64.self)
      buffer.storeBytes(of: salt.words.1.littleEndian, toByteOffset: 10, as: UInt64.self)
      count = 18
      switch encoding {
      case .raw: buffer[1] = 0
      case .zstd: buffer[1] = 1
      case .zstdWithDictionary(let id):
        buffer[1] = 2
        write(varint: Int(id.rawValue))
      }
      write(varint: payloadCount)
      write(varint: storedCount)
    }

    private mutating func write(varint value: Int) {
      var rest = value
      while rest >= 0x80 {
        buffer[count] = UInt8(truncatingIfNeeded: rest) | 0x80
        rest >>= 7
        count += 1
      }
      buffer[count] = UInt8(rest)
      count += 1
    }
  }
}

/// A body ready to be appended, with what its entry says of it.
public struct SealedBody: Hashable, Sendable {
  public let stored: StoredBody
  public let content: Entry.Content
  /// Of the keys that it is encrypted under; none where it is not.
  let keys: [Hash128]
}
