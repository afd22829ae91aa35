import Crypto
import Foundation
import LedgerCore
import LedgerTesting
import Testing

@testable import LedgerLog

@Suite("Keys of data subjects")
struct KeyRingTests {
  private let directory = TemporaryDirectory()
  private let ledger = Hash128(high: 1, low: 2)
  private let master: MasterKey

  init() throws { master = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))) }

  private func subject(_ number: UInt64) -> Hash128 { Hash128(high: number, low: ~number) }

  private func make() throws -> KeyRing {
    try KeyRing.create(in: directory.path, ledger: ledger, master: master)
  }

  private func open(_ master: MasterKey? = nil) throws -> KeyRing {
    try KeyRing.open(in: directory.path, ledger: ledger, master: master ?? self.master)
  }

  private var path: String { directory.path + "/keys" }

  private func bytes() throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func text(_ key: SymmetricKey) -> String {
    key.withUnsafeBytes { Hex.encode(Array($0)) }
  }

  @Test("a subject has one key, which is there when the file is opened again")
  func kept() throws {
    let ring = try make()
    let first = try ring.keys(of: [subject(1), subject(2)])
    let again = try ring.keys(of: [subject(2), subject(1)])
    #expect(first.map(\.id) == again.reversed().map(\.id))
    try ring.save()
    let opened = try open()
    #expect(try opened.keys(first.map(\.id))?.map(text) == first.map { text($0.key) })
    #expect(opened.count == 2)
  }

  @Test(
    "another process finds keys that were added since it opened the file, and misses destroyed ones"
  )
  func otherProcess() throws {
    let ring = try make()
    let reader = try open()
    let key = try ring.keys(of: [subject(1)])[0]
    #expect(try reader.keys([key.id]) == nil)
    try ring.save()
    #expect(try reader.keys([key.id])?.map(text) == [text(key.key)])
    try ring.destroy([key.id])
    #expect(try open().keys([key.id]) == nil)
  }

  @Test("neither subjects' keys nor the file's own stand in the file")
  func wrapped() throws {
    let ring = try make()
    let keys = try (0..<50).map { try ring.keys(of: [subject($0)])[0] }
    try ring.save()
    let text = Hex.encode(try bytes())
    for key in keys { #expect(!text.contains(self.text(key.key))) }
  }

  @Test("what is destroyed is in no file of the directory, and the others are")
  func destroyed() throws {
    let ring = try make()
    let keys = try (0..<100).map { try ring.keys(of: [subject($0)])[0] }
    try ring.save()
    let before = try bytes()
    let gone = keys[37]
    let record = KeyFile.headerBytes + 37 * KeyRecord.bytesCount
    let wrapped = Hex.encode(before[record + 32..<record + KeyRecord.bytesCount - 4])
    try ring.destroy([gone.id])
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
      let file = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/" + name))
      #expect(!Hex.encode(file).contains(wrapped), "\(name)")
    }
    let opened = try open()
    #expect(try opened.keys([gone.id]) == nil)
    for key in keys where key.id != gone.id {
      #expect(try opened.keys([key.id])?.map(text) == [text(key.key)])
    }
    // What was made ready under it before can still be opened by who destroyed it.
    #expect(!ring.areCurrent([gone.id]) && ring.areCurrent([keys[0].id]))
    #expect(try ring.keys([gone.id]) == nil)
    #expect(try ring.keys([gone.id], isAppended: false)?.map(text) == [text(gone.key)])
    #expect(try ring.keys(of: [subject(37)])[0].id != gone.id)
  }

  @Test(
    "a crash while the file is written anew leaves it whole, and the next opening removes the rest")
  func crashes() throws {
    let ring = try make()
    let key = try ring.keys(of: [subject(1)])[0]
    try ring.save()
    // Between the two names and the renaming; and behind it.
    try FileManager.default.linkItem(atPath: path, toPath: path + ".old")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + ".new"))
    let opened = try open()
    try opened.tidy()
    #expect(try opened.keys([key.id]) != nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["keys"])
    try Data(repeating: 5, count: 500).write(to: URL(fileURLWithPath: path + ".old"))
    try open().tidy()
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["keys"])
    #expect(try open().keys([key.id]) != nil)
  }

  @Test("a record that was cut short is passed over, and written over by the next")
  func torn() throws {
    let ring = try make()
    let key = try ring.keys(of: [subject(1)])[0]
    try ring.save()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(repeating: 9, count: 50))
    try handle.close()
    let opened = try open()
    #expect(opened.count == 1)
    let next = try opened.keys(of: [subject(2)])[0]
    try opened.save()
    #expect(try open().keys([key.id, next.id])?.map(text) == [key, next].map { text($0.key) })
  }

  @Test(
    "a record that a power cut left without a part is nobody's key; its subject gets another",
    arguments: [(0, 96), (0, 32), (0, 64), (32, 96), (64, 96)])
  func lost(from start: Int, to end: Int) throws {
    let ring = try make()
    let keys = try ring.keys(of: [subject(1), subject(2), subject(3)])
    try ring.save()
    var file = try bytes()
    let record = KeyFile.headerBytes + KeyRecord.bytesCount
    file.replaceSubrange(
      record + start..<record + end, with: [UInt8](repeating: 0, count: end - start))
    try Data(file).write(to: URL(fileURLWithPath: path))
    let opened = try open()
    #expect(opened.count == 2)
    #expect(opened.present(keys.map(\.id)) == [keys[0].id, keys[2].id])
    let new = try opened.keys(of: [subject(2)])[0]
    #expect(new.id != keys[1].id)
    try opened.save()
    try opened.destroy([keys[0].id])
    #expect(
      try open().keys([new.id, keys[2].id])?.map(text) == [new, keys[2]].map { text($0.key) })
    #expect(try open().count == 2)
  }

  @Test("the rest of a record that was cut short is cut off before another is added")
  func trimmed() throws {
    _ = try make().keys(of: [subject(1)])
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(repeating: 9, count: 50))
    try handle.close()
    try open().tidy()
    #expect(try bytes().count == KeyFile.headerBytes)
  }

  @Test("where keys cannot be destroyed, nothing is sealed with them any more all the same")
  func undestroyed() throws {
    let ring = try make()
    let keys = try ring.keys(of: [subject(1), subject(2)])
    try ring.save()
    // A directory stands where the file would be written anew.
    try FileManager.default.createDirectory(
      atPath: path + ".new", withIntermediateDirectories: false)
    #expect(throws: LogError.self) { try ring.destroy([keys[0].id]) }
    #expect(!ring.areCurrent([keys[0].id]) && ring.present([keys[0].id]).isEmpty)
    let next = try ring.keys(of: [subject(1)])[0]
    #expect(next.id != keys[0].id)
    try ring.save()
    let all = [keys[0], keys[1], next]
    #expect(try open().keys(all.map(\.id))?.map(text) == all.map { text($0.key) })
  }

  @Test("another master key, another ledger and every altered byte are refused or missed by name")
  func refused() throws {
    let other = try #require(MasterKey(bytes: [UInt8](repeating: 8, count: 32)))
    let ring = try make()
    let key = try ring.keys(of: [subject(1)])[0]
    try ring.save()
    #expect(throws: LogError.keys(.wrongMaster(path: path))) { try open(other) }
    #expect(throws: LogError.keys(.foreign(path: path))) {
      try KeyRing.open(in: directory.path, ledger: subject(3), master: master)
    }
    let whole = try bytes()
    let padding = [108..<128, KeyFile.headerBytes + 92..<KeyFile.headerBytes + 96]
    for index in whole.indices {
      var altered = whole
      altered[index] ^= 1
      try Data(altered).write(to: URL(fileURLWithPath: path))
      let found = (try? open().keys([key.id]))?.flatMap { $0 }?.map(text)
      // Zeros that fill up header and record say nothing.
      if padding.contains(where: { $0.contains(index) }) {
        #expect(found == [text(key.key)], "byte \(index)")
      } else {
        #expect(found == nil, "byte \(index)")
      }
    }
    try Data(whole[..<100]).write(to: URL(fileURLWithPath: path))
    #expect(throws: LogError.keys(.damaged(path: path, record: nil))) { try open() }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: LogError.keys(.missing(path: path))) { try open() }
  }

  @Test("another master key opens the same keys, and the former one none")
  func rotated() throws {
    let other = try #require(MasterKey(String(repeating: "0a", count: 32) + "\n"))
    let ring = try make()
    let key = try ring.keys(of: [subject(1)])[0]
    try ring.rotate(to: other)
    #expect(try ring.keys([key.id])?.map(text) == [text(key.key)])
    #expect(throws: LogError.keys(.wrongMaster(path: path))) { try open() }
    #expect(try open(other).keys([key.id])?.map(text) == [text(key.key)])
    // What the same process does next is under the new one too.
    let next = try ring.keys(of: [subject(2)])[0]
    try ring.save()
    try ring.destroy([key.id])
    #expect(try open(other).keys([next.id])?.map(text) == [text(next.key)])
    #expect(MasterKey(other.text)?.text == other.text)
    #expect(MasterKey("0a") == nil && MasterKey(String(repeating: "zz", count: 32)) == nil)
  }

  @Test("a body opens with all keys of its subjects alone, and altered at no byte")
  func bodies() throws {
    let ring = try make()
    let record = Array("what an ordinary record holds".utf8)
    let content = Entry.Content(bodyLength: 5, fingerprint: .zero)
    let subjects = (0..<3).map { subject($0) }
    let sealed = try SealedBody(content: content, sealing: record, of: subjects, ring)
    func open(_ bytes: [UInt8], _ keys: [SymmetricKey]) throws -> [UInt8]? {
      try bytes.withUnsafeBytes { try EncryptedBody(unsafeBytes: $0).open($0, under: keys) }
    }
    let keys = try #require(try ring.keys(sealed.keys))
    #expect(try open(sealed.stored.record, keys) == record)
    #expect(try open(sealed.stored.record, keys.reversed()) == nil)
    #expect(try open(sealed.stored.record, Array(keys.dropLast())) == nil)
    for index in sealed.stored.record.indices {
      var altered = sealed.stored.record
      altered[index] ^= 1
      #expect((try? open(altered, keys)).flatMap { $0 } == nil, "byte \(index)")
    }
    for count in 0..<sealed.stored.record.count {
      let cut = Array(sealed.stored.record[..<count])
      #expect((try? open(cut, keys)).flatMap { $0 } == nil, "cut to \(count)")
    }
    // The same again is other bytes.
    let again = try SealedBody(content: content, sealing: record, of: subjects, ring)
    #expect(again.stored != sealed.stored && again.keys == sealed.keys)
    // Too many subjects: a key of the body's own.
    let many = try SealedBody(
      content: content, sealing: record, of: (0..<200).map { subject($0) }, ring)
    #expect(many.keys.count == 1)
  }
}
