import LedgerCore
import LedgerProofs
import LedgerStorage

@testable import LedgerEngine
@testable import LedgerIndex
@testable import LedgerLog

/// Something that reads bytes which may be any: it accepts or refuses them, and never ends the process.
struct Decoder {
  var name: String
  /// What it reads, sound.
  var samples: [[UInt8]]
  /// Whether the bytes were accepted; throws `Otherwise` where what was read is written otherwise.
  var read: ([UInt8]) throws -> Bool

  struct Otherwise: Error {}

  init(_ name: String, _ samples: [[UInt8]], _ read: @escaping ([UInt8]) throws -> Bool) {
    self.name = name
    self.samples = samples
    self.read = read
  }

  /// Of texts.
  static func text(
    _ name: String, _ samples: [String], _ read: @escaping (String) -> Bool
  ) -> Decoder {
    Decoder(name, samples.map { Array($0.utf8) }) { read(String(decoding: $0, as: UTF8.self)) }
  }

  private static func accepts(_ body: () throws -> Void) -> Bool {
    do { try body() } catch { return false }
    return true
  }

  /// Records of the log and of index files, as a real ledger has them.
  static func records(of history: SignedHistory) throws -> [Decoder] {
    let rows = try StoredRows(history)
    func row(_ name: String, _ body: @escaping (UnsafeRawBufferPointer) throws -> Void) -> Decoder {
      Decoder("row of \(name)", rows[name]) { bytes in
        accepts { try bytes.withUnsafeBytes { try body($0) } }
      }
    }
    func fixed<Value: TableElement>(_ name: String, _ type: Value.Type) -> Decoder {
      Decoder("row of \(name)", rows[name]) { bytes in
        bytes.withUnsafeBytes { Value(encoded: $0) } != nil
      }
    }
    return [
      Decoder("entry", rows["entries"]) { bytes in
        guard let entry = try? Entry(decoding: bytes) else { return false }
        guard try entry.encoded() == bytes else { throw Otherwise() }
        return true
      },
      row("bodies") { bytes in
        let stored = try StoredBodyView(unsafeBytes: bytes)
        _ = stored.salt
      },
      Decoder("payload", rows["payloads"]) { bytes in accepts { _ = try Payload(decoding: bytes) }
      },
      Decoder("list of archives", [archives]) { bytes in
        accepts { _ = try bytes.withUnsafeBytes { try ArchiveList.decode($0) } }
      },
      Decoder("block of an archive", [archiveBlock]) { bytes in
        accepts { _ = try ArchiveBlock(bytes, first: LogPosition(7)) }
      },
      row("dictionaries") { _ = try DictionaryRecord(decoding: $0) },
      row("orders") { _ = try OrderRow(bytes: $0) },
      row("threads") { _ = try ThreadRow(bytes: $0) },
      row("channels") { _ = try ChannelRow(bytes: $0) },
      Decoder("row of codes", rows["codes"]) { Signature(bytes: $0) != nil },
      Decoder("row of spaces", rows["spaces"]) { ReferenceSpace(bytes: $0) != nil },
      fixed("deliveries", DeliveryMark.self), fixed("references", ReferenceHit.self),
      fixed("spine", StoredSpineEntry.self), fixed("loose", LooseItem.self),
      fixed("activity", Activity.self),
      Decoder("leaf of the directory", rows["directory threads"]) { bytes in
        accepts { _ = try ThreadLeaf(bytes) }
      },
      Decoder("value of the directory", rows["directory references"]) { bytes in
        accepts { _ = try ReferenceValue(bytes) }
      },
    ]
  }

  private static var archives: [UInt8] {
    var first = LogPosition.first
    return ArchiveList.encode(
      (1...3 as ClosedRange<UInt64>).map { number in
        defer { first = LogPosition(number * 100) }
        return ArchiveReference(
          positions: first..<LogPosition(number * 100), digest: .zero, byteCount: number << 20,
          bodies: number * 90, folder: "/mnt/cold", isCleared: number < 3)
      })
  }

  private static var archiveBlock: [UInt8] {
    var block: [UInt8] = []
    for distance in [0, 1, 300] as [UInt64] {
      [UInt8](repeating: 7, count: 20).withUnsafeBytes { bytes in
        ArchiveRecord.encrypted(bytes).write(to: &block, distance: distance * 2)
        ArchiveRecord.payload(
          salt: Salt(words: (1, 2)), dictionary: DictionaryID(rawValue: 3), bytes
        ).write(to: &block, distance: distance * 2 + 1)
      }
    }
    return block
  }

  /// Files that are handed around, and bodies of what operators did.
  static func files(of history: SignedHistory) throws -> [Decoder] {
    let ledger = history.ledger
    let note = try ledger.lastCheckpoint().note
    let size = try ledger.lastCheckpoint().checkpoint.size
    let events = try [3, 9, 30].map { try ledger.eventProof(at: LogPosition($0)).bytes }
    let order = try ledger.orderProof(of: "#1001", withBodies: true).bytes
    let request = ReplayRequest(try ShippedRulebook.retail(), asOf: ledger.now)
    let receipt = ReportReceipt(of: try ledger.replay(request), request: request)
    let controls = try (0..<size).compactMap { position -> [UInt8]? in
      let entry = try ledger.log.entry(at: LogPosition(position))
      guard case .control = entry.kind else { return nil }
      return try ledger.delivery(at: LogPosition(position))?.body
    }
    return [
      Decoder("signed note", [note.bytes]) { bytes in
        accepts {
          let note = try SignedNote(bytes)
          _ = try VerifiedCheckpoint(note, trusting: [history.key])
        }
      },
      Decoder("event proof", events) { bytes in
        accepts { _ = try EventProof(bytes).check(trusting: [history.key]) }
      },
      Decoder("order proof", [order]) { bytes in
        accepts { _ = try OrderProofCheck.check(OrderProof(bytes), trusting: [history.key]) }
      },
      Decoder("consistency", [try ledger.consistencyProof(from: 7).bytes]) { bytes in
        accepts { _ = try ConsistencyFile(bytes) }
      },
      text("public key", [history.key.text]) { text in accepts { _ = try VerifierKey(text) } },
      text("private key", [try SigningKeyFile(in: history.path).read().secretText]) { text in
        accepts { _ = try SigningKey(text) }
      },
      Decoder("head of the directory", controls) { bytes in accepts { _ = try DirectoryHead(bytes) }
      },
      Decoder("control", controls) { bytes in
        _ = (ControlBody.channel(bytes), ControlBody.join(bytes), ControlBody.references(bytes))
        guard let reader = ControlReader(bytes) else { return false }
        return RulebookAction.Switch(reader) != nil || PromotionRequest(reader) != nil
          || RulebookArchive.files(in: reader) != nil
      },
      Decoder("receipt of a report", [receipt.json.utf8]) { ReportReceipt($0) != nil },
      Decoder("archive of a rulebook", controls) { bytes in
        accepts { _ = try RulebookArchive.files(in: bytes) }
      },
    ]
  }
}
