import Foundation
import LedgerCore
import LedgerLog
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("Damaged and false backups")
struct DamagedBackupTests {
  /// A ledger with a backup of three files.
  private struct Made {
    let history: GrowingHistory
    let files: [String]
    var folder: String { history.path("backup") }

    init(seed: UInt64) throws {
      history = try GrowingHistory(seed: seed, orders: 6)
      var files: [String] = []
      for _ in 0..<3 {
        try history.take(30)
        _ = try history.ledger.checkpoint()
        files += try Backup.add(ledger: history.path, to: history.path("backup")).files.map(\.path)
      }
      self.files = files
    }
  }

  private func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  @Test("whatever byte of whatever file is altered, it is found, and named with its file")
  func flips() throws {
    let seed: UInt64 = 8_201
    let made = try Made(seed: seed)
    var random = SplitMix64(seed: seed)
    for path in made.files {
      let whole = try read(path)
      var places = (0..<60).map { _ in Int.random(in: whole.indices, using: &random) }
      places += [0, 20, whole.count - 1, whole.count - 2, whole.count - 40, whole.count - 66]
      places += (70...90).map { whole.count - $0 }
      for place in places {
        var bytes = whole
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try write(bytes, path)
        let found = refusal { try Backup.check([made.folder]) }
        #expect(found != nil, "seed \(seed), \(path), byte \(place)")
        #expect(found?.text.contains(path) == true, "\(found?.text ?? "")")
      }
      try write(whole, path)
    }
    #expect(try Backup.check([made.folder]).files.count == 3)
  }

  @Test("whatever is cut off a file is found, and not taken for the beginning of a backup")
  func cuts() throws {
    let seed: UInt64 = 8_202
    let made = try Made(seed: seed)
    var random = SplitMix64(seed: seed)
    for path in made.files {
      let whole = try read(path)
      for count in [0, 1, whole.count - 1, whole.count - 65, whole.count - 66]
        + (0..<20).map({ _ in Int.random(in: whole.indices, using: &random) })
      {
        try write(Array(whole[..<count]), path)
        let found = refusal { try Backup.check([made.folder]) }
        #expect(
          found?.code == "backup_cut_short" || found?.code == "not_a_backup",
          "seed \(seed), \(path), \(count) bytes: \(found?.code ?? "nothing")")
        #expect(found?.text.contains(path) == true)
        // Nothing is added behind what is damaged.
        #expect(refusal { try Backup.add(ledger: made.history.path, to: made.folder) } != nil)
      }
      try write(whole, path)
    }
  }

  @Test("files that are missing, exchanged or of another backup of the same ledger are found")
  func exchanged() throws {
    let made = try Made(seed: 8_203)
    let second = try read(made.files[1])
    try FileManager.default.removeItem(atPath: made.files[1])
    #expect(refusal { try Backup.check([made.folder]) }?.code == "backup_file_missing")
    try write(try read(made.files[2]), made.files[1])
    #expect(refusal { try Backup.check([made.folder]) } != nil)
    try write(second, made.files[1])
    // The same entries, backed up another time: its own SHA-256 is another one.
    let other = made.history.path("other")
    let again = try Backup.add(ledger: made.history.path, to: other, fileBytes: 1)
    try write(try read(again.files[0].path), made.files[0])
    #expect(refusal { try Backup.check([made.folder]) }?.code == "backup_broken")
  }

  @Test("a log that was put back, or altered, is not backed up over what it was")
  func logPutBack() throws {
    let made = try Made(seed: 8_204)
    let path = made.history.path("short")
    _ = try Restoring.restore([made.files[0]], to: path)
    #expect(refusal { try Backup.add(ledger: path, to: made.folder) }?.code == "log_rolled_back")
    do {
      let ledger = try Ledger.openForWriting(directory: path)
      for number in 0..<100 {
        _ = try ledger.register(channel: "other-\(number)", kind: "shopify", account: nil)
      }
      try ledger.close()
    }
    #expect(refusal { try Backup.add(ledger: path, to: made.folder) }?.code == "log_altered")
    #expect(try Backup.check([made.folder]).files.count == 3)
  }

  @Test("a backup whose entries and roots were all made anew does not pass a checkpoint")
  func forged() throws {
    let made = try Made(seed: 8_205)
    let signed = try made.history.ledger.lastCheckpoint()
    let held = Backup.Held(
      path: "kept", note: signed.note.bytes, keys: try made.history.ledger.signingKeys().map(\.key))
    #expect(try Backup.check([made.folder], against: held).signedSize == signed.checkpoint.size)
    // Another history, with files that are in order, in the name of the same ledger.
    let copy = made.history.path("copy")
    _ = try Restoring.restore([made.files[0]], to: copy)
    try FileManager.default.removeItem(atPath: copy + "/checkpoints")
    do {
      let ledger = try Ledger.openForWriting(directory: copy)
      while ledger.nextPosition.rawValue < signed.checkpoint.size {
        let channel = "false-\(ledger.nextPosition)"
        _ = try ledger.register(channel: channel, kind: "shopify", account: nil)
      }
      try ledger.close()
    }
    let forged = made.history.path("forged")
    _ = try Backup.add(ledger: copy, to: forged)
    #expect(try Backup.check([forged]).signedSize == nil)
    #expect(refusal { try Backup.check([forged], against: held) }?.code == "backup_not_as_signed")
    let target = made.history.path("target")
    let refused = refusal { try Restoring.restore([forged], to: target, against: held) }
    #expect(refused?.code == "backup_not_as_signed")
    #expect(!Ledger.exists(in: target))
    // A checkpoint by somebody else says nothing.
    let stranger = try SigningKey(seed: Array(repeating: 9, count: 32), name: "orders.example/8205")
    let strangers = Backup.Held(path: "kept", note: signed.note.bytes, keys: [stranger.verifier])
    #expect(
      refusal { try Backup.check([made.folder], against: strangers) }?.code == "checkpoint_refused")
  }
}
