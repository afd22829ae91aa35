public import LedgerCore
public import LedgerProofs

extension Backup {
  /// A checkpoint that the caller has from elsewhere.
  public struct Held: Sendable {
    public var path: String
    public var note: [UInt8]
    /// Those who may have signed it; where there are none, its signature is not looked at.
    public var keys: [VerifierKey]

    public init(path: String, note: [UInt8], keys: [VerifierKey]) {
      self.path = path
      self.note = note
      self.keys = keys
    }
  }

  /// What a backup was found to hold.
  public struct Checked: Sendable, Hashable {
    public var ledger: String
    public var files: [Written]
    public var entries: UInt64
    public var bodies: Int
    public var root: Hash256
    public var checkpoints: [UInt64]
    /// Size of the largest checkpoint that the entries agree with.
    public var signedSize: UInt64?
  }

  /// Reads a backup from its first byte to its last, and holds it against all checkpoints in it.
  ///
  /// - Parameters:
  ///   - paths: one folder, or files.
  ///   - held: a checkpoint from elsewhere that the backup must agree with.
  public static func check(
    _ paths: [String], against held: Held? = nil,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Checked {
    let files = try complete(paths)
    var signed = SignedRoots()
    if let held { try signed.add(held.note, from: held.path, trusting: held.keys) }
    let sizes = files.flatMap { $0.summary.checkpoints.map(\.size) }
    var walk = BackupWalk(files, rootsAt: sizes + signed.sizes)
    try walk.run(progress: progress) { (record) throws(LedgerError) in
      guard case .checkpoint(let bytes) = record else { return }
      try signed.add(bytes, from: "a checkpoint in the backup", trusting: [])
    }
    let end = walk.frontier.size
    let last = try signed.check(walk.roots, end: end, isLossAccepted: false)
    return Checked(
      ledger: files[0].head.ledger, files: files.map(Written.init), entries: end,
      bodies: walk.bodies, root: walk.frontier.root, checkpoints: Set(sizes).sorted(),
      signedSize: last?.size)
  }

  /// The files of a backup, of which there is one at least.
  static func complete(_ paths: [String]) throws(LedgerError) -> [BackupFile] {
    let files = try BackupFolder.files(in: paths)
    guard !files.isEmpty else {
      throw .backup(.nothingThere(path: paths.first ?? ""))
    }
    return files
  }
}

extension Backup.Written {
  init(_ file: BackupFile) {
    self.init(
      path: file.path, first: file.head.first, next: file.summary.next, byteCount: file.byteCount,
      sha256: file.digest)
  }
}

extension Backup {
  /// Where a folder's backup ends, as its last file says; nothing is read beyond that.
  public static func end(
    of folder: String
  ) throws(LedgerError) -> (ledger: String, next: LogPosition) {
    guard let last = try complete([folder]).last else {
      throw .backup(.nothingThere(path: folder))
    }
    return (last.head.ledger, last.summary.next)
  }
}
