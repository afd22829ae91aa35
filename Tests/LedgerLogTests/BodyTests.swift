import LedgerCore
import LedgerStorageWriting
import Testing

@testable import LedgerLog

@Suite("Stored bodies")
struct BodyTests {
  @Test("a payload comes back from its canonical form, with names in lower case and order kept")
  func roundTrip() throws {
    let payload = Payload(
      headers: [
        Header(name: "X-Topic", value: "Orders/Paid"), Header(name: "accept", value: "*/*"),
        Header(name: "x-topic", value: ""),
      ], body: [0, 1, 2, 255])
    let bytes = try payload.encoded()
    #expect(Hex.encode(bytes) == FormatExamples.payload)
    var lowered = payload
    lowered.headers[0].name = "x-topic"
    #expect(try Payload(decoding: bytes) == lowered)
    #expect(try Payload(decoding: bytes).encoded() == bytes)
  }

  @Test("upper case, empty names and cut headers are refused")
  func refused() throws {
    #expect(throws: FormatFault.notCanonical(.headerName, offset: 2)) {
      try Payload(decoding: [1, 1, 0x41, 0])
    }
    #expect(throws: FormatFault.contradiction(.headerName)) { try Payload(decoding: [1, 0, 0]) }
    #expect(throws: FormatFault.truncated(.headerValue, offset: 4)) {
      try Payload(decoding: [1, 1, 0x61, 5])
    }
    #expect(throws: FormatFault.truncated(.headerCount, offset: 0)) { try Payload(decoding: []) }
  }

  @Test("the fingerprint is HMAC-SHA256 with the salt as key")
  func fingerprint() throws {
    // RFC 4231's construction, computed with OpenSSL: key 00…0f, data "\0hello".
    let salt = Salt(words: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    let payload = try Payload(headers: [], body: Array("hello".utf8)).encoded()
    let found = payload.withUnsafeBytes { Fingerprint.compute(salt: salt, payload: $0) }
    #expect(found.description == FormatExamples.fingerprint)
  }

  @Test("a changed byte of a stored body is found, or changes nothing that is read")
  func altered() throws {
    let sealer = BodySealer(shelf: DictionaryShelf(), trainer: nil)
    let sealed = try sealer.seal(
      headers: TestLog.headers, body: TestLog.body(1), salt: Salt(words: (1, 2)), shape: "s")
    let original = try open(sealed.stored.record, sealed.content)
    #expect(original.body == TestLog.body(1))
    var found = 0
    for index in sealed.stored.record.indices {
      var record = sealed.stored.record
      record[index] ^= 1
      // A few bits of a zstd frame say nothing about its content.
      if let payload = try? open(record, sealed.content) {
        #expect(payload == original)
      } else {
        found += 1
      }
    }
    #expect(found > sealed.stored.record.count - 5)
  }

  @Test("a body that was exchanged on disk fails its fingerprint")
  func exchanged() throws {
    let log = try TestLog()
    let first = try log.seal(0)
    let second = try log.seal(1)
    try log.writer.append(batch: [
      PreparedEntry(Entries.delivery(0, content: first.content), body: second.stored)
    ])
    #expect(try log.writer.reader.body(at: .first)?.body == TestLog.body(1))
    #expect(throws: LogError.fingerprintMismatch(.first)) {
      try log.writer.reader.body(at: .first, verifying: true)
    }
  }

  @Test("a stored body cut at any byte is refused")
  func truncation() throws {
    let sealer = BodySealer(shelf: DictionaryShelf(), trainer: nil)
    let sealed = try sealer.seal(
      headers: TestLog.headers, body: TestLog.body(1), salt: Salt(words: (1, 2)), shape: "s")
    for count in sealed.stored.record.indices {
      #expect(throws: (any Error).self) {
        try open(Array(sealed.stored.record[..<count]), sealed.content)
      }
    }
  }

  @Test("a record that announces more than the limit is refused before memory is taken")
  func bomb() throws {
    var record: [UInt8] = [1, 1] + Array(repeating: 0, count: 16)
    record.write(varint: UInt64(Payload.bytesMax) + 1)
    record.write(varint: 1)
    record.append(0)
    #expect(
      throws: LogError.body(
        .first, .tooLarge(.payload, found: Payload.bytesMax + 1, max: Payload.bytesMax))
    ) { try open(record, nil) }
  }

  @Test("a body that does not compress is stored raw")
  func incompressible() throws {
    var random = SeededGenerator(seed: 4)
    let body = random.bytes(3_000)
    let sealer = BodySealer(shelf: DictionaryShelf(), trainer: nil)
    let sealed = try sealer.seal(headers: [], body: body, salt: Salt(using: &random), shape: "s")
    #expect(sealed.stored.record[1] == 0)
    #expect(try open(sealed.stored.record, sealed.content).body == body)
  }

  @Test("the documented stored body has the documented bytes")
  func golden() throws {
    let salt = Salt(words: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    let sealer = BodySealer(shelf: DictionaryShelf(), trainer: nil)
    let sealed = try sealer.seal(headers: [], body: Array("hello".utf8), salt: salt, shape: "s")
    #expect(Hex.encode(sealed.stored.record) == FormatExamples.storedBody)
    #expect(sealed.content.fingerprint.description == FormatExamples.fingerprint)
    #expect(sealed.content.bodyLength == 5)
  }

  private func open(_ record: [UInt8], _ content: Entry.Content?) throws(LogError) -> Payload {
    try record.withUnsafeBytesOrThrow { bytes throws(LogError) in
      let view = try StoredBodyView.stored(bytes, at: .first)
      guard bytes.count == view.recordCount else {
        throw .body(.first, .truncated(.chunk, offset: bytes.count))
      }
      return try BodyOpener().open(view, dictionary: nil, at: .first) {
        payload throws(LogError) in
        let found = Fingerprint.compute(salt: view.salt, payload: payload)
        guard content == nil || found == content?.fingerprint else {
          throw .fingerprintMismatch(.first)
        }
        return Payload(try PayloadView.stored(payload, at: .first))
      }
    }
  }
}
