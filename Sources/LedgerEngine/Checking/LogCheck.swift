import LedgerCore
import LedgerLog
import LedgerProofs

/// Goes over the log on all cores, and works out again what it keeps beside the entries: the hash tree,
/// the chains of threads, the list of landmarks.
struct LogCheck {
  typealias Chain = (count: UInt32, head: LogPosition)

  private let log: LogReader
  private var end: LogPosition
  private let erasures: Erasures
  /// Numbers of entries at which the root is to be kept.
  private var wanted: ArraySlice<UInt64>
  private(set) var roots: [UInt64: Hash256] = [:]
  /// The chains after so many entries.
  private let chainsAt: LogPosition?
  private(set) var chainsThen: [ThreadID: Chain] = [:]

  /// What is not looked at.
  private let trusted: TrustedPrefix?
  private var frontier: MerkleFrontier
  /// Of the threads that were met.
  private(set) var chains: [ThreadID: Chain] = [:]
  private var landmarks: [LogPosition] = []
  private var archiveFaults: Set<ArchiveFault> = []
  private var lastReceived: Timestamp

  /// Entries that one core checks at a time, and that are checked before their findings are taken.
  private static let inTurn: UInt64 = 1_024
  private static let together: UInt64 = 65_536

  /// - Parameters:
  ///   - trusted: the entries that are not looked at; nil where all are.
  ///   - sizes: numbers of entries of which `roots` is to hold the root, ascending.
  ///   - chainsAt: number of entries after which the chains are kept.
  init(
    _ log: LogReader, after trusted: TrustedPrefix? = nil, end: LogPosition,
    rootsAt sizes: [UInt64], chainsAt: LogPosition?
  ) {
    self.log = log
    self.end = end
    self.trusted = trusted
    frontier = trusted?.frontier ?? MerkleFrontier()
    lastReceived = trusted?.lastReceived ?? .distantPast
    wanted = sizes.drop { $0 < trusted?.size ?? 0 }
    self.chainsAt = chainsAt
    erasures = Erasures(log: log)
  }

  /// What one core finds in a range of entries.
  private struct Part: Sendable {
    struct Link: Sendable {
      var link: ChainLink
      var position: LogPosition
    }

    var leaves: [Hash256] = []
    /// Roots over each 256 of the leaves, where these begin at a multiple of as many.
    var roots: [Hash256] = []
    var links: [Link] = []
    var landmarks: [LogPosition] = []
    var received: [Timestamp] = []
    var bodies: UInt64 = 0
    var locked: UInt64 = 0
    var erased: UInt64 = 0
    /// What is wrong with files of archived bodies.
    var archiveFaults: Set<ArchiveFault> = []
    /// Whether an entry has a body, of each.
    var contents: [Bool] = []
    var findings: [Finding] = []

    mutating func note(_ kind: Finding.Kind, at position: LogPosition?, _ detail: String) {
      findings.append(Finding(kind: kind, position: position, order: nil, detail: detail))
    }

    /// All of an entry but its body.
    mutating func take(_ view: EntryView, _ range: Range<UInt64>) {
      leaves.append(view.leafHash)
      received.append(view.received)
      contents[Int(view.position.rawValue - range.lowerBound)] = view.content != nil
      for link in view.links { links.append(Link(link: link, position: view.position)) }
      if view.isLandmark { landmarks.append(view.position) }
    }
  }

  mutating func run(
    into verification: inout Verification, _ progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) {
    try erasures.refresh()
    let first = frontier.size
    try limit(&verification)
    var next = first
    keepRoots()
    while next < end.rawValue {
      let last = min(end.rawValue, next + LogCheck.together)
      let ranges = stride(from: next, to: last, by: Int(LogCheck.inTurn)).map {
        $0..<min($0 + LogCheck.inTurn, last)
      }
      let (log, erasures) = (log, erasures)
      for part in Parallel.map(ranges, inTurn: 1, { LogCheck.check($0, log, erasures) }) {
        take(part, into: &verification)
      }
      next = last
      progress(LogPosition(next), end)
    }
    verification.root = frontier.root
    checkStrays(&verification)
    try checkArchives(&verification)
    let listed = try LedgerError.logging { () throws(LogError) in try log.landmarks() }
    if listed == nil, !landmarks.isEmpty {
      verification.note(
        .entry, at: landmarks.first,
        "the log does not list its actions on rulebooks, keys and joining")
    }
    if let listed = listed?.filter({ first <= $0.rawValue && $0 < end }), listed != landmarks {
      verification.note(
        .entry, at: Set(listed).symmetricDifference(landmarks).min(),
        "the log lists \(listed.count) actions on rulebooks, keys and joining, and holds "
          + "\(landmarks.count)")
    }
  }

  /// A row far behind the others must not send the check through all positions in between.
  private mutating func limit(_ verification: inout Verification) throws(LedgerError) {
    let count = try LedgerError.logging { () throws(LogError) in try log.entriesCount() }
    guard end.rawValue > count + LogCheck.inTurn else { return }
    verification.note(
      .entry, at: LogPosition(end.rawValue - 1),
      "the log has \(count) entries, and one of them stands here; those from \(count) on are not looked at"
    )
    end = LogPosition(count)
  }

  /// Every byte of the files, also those around the bodies.
  private mutating func checkArchives(
    _ verification: inout Verification
  ) throws(LedgerError) {
    let archives = try LedgerError.logging { () throws(LogError) in try log.archives() }
    verification.archives = archives.count
    for archive in archives {
      do throws(LogError) {
        try log.check(archive)
      } catch {
        guard case .archive(let fault) = error else { throw .log(error) }
        archiveFaults.insert(fault)
      }
    }
    for detail in archiveFaults.map({ "\($0)" }).sorted() { verification.note(.archive, detail) }
  }

  /// What the log has beside what its entries ask for.
  private func checkStrays(_ verification: inout Verification) {
    do throws(LogError) {
      var strays = try log.strayTreeRows()
      for stray in strays { verification.note(.tree, stray.what) }
      strays = try log.strayDictionaries()
      // Read before the end is: what is appended meanwhile is no stray.
      let later = try log.strayBodies(in: end.rawValue..<UInt64.max) { _ in false }
      let size = try log.nextPosition()
      strays += later.filter { $0.position.map { $0 >= size } ?? false }
      for stray in strays { verification.note(.body, at: stray.position, stray.what) }
    } catch {
      verification.note(.entry, "\(error)")
    }
  }

  /// Leaves that are hashed together where they are read.
  private static let groupLevel = 8
  private static let group = 1 << groupLevel

  private static func roots(of leaves: [Hash256], from first: UInt64) -> [Hash256] {
    guard first % UInt64(group) == 0 else { return [] }
    return stride(from: 0, through: leaves.count - group, by: group).map { start in
      var tree = MerkleFrontier()
      for leaf in leaves[start..<start + group] { tree.append(leaf) }
      return tree.root
    }
  }

  private static func check(
    _ range: Range<UInt64>, _ log: LogReader, _ erasures: Erasures
  ) -> Part {
    var part = Part()
    part.contents = [Bool](repeating: false, count: range.count)
    var next = range.lowerBound
    while next < range.upperBound {
      do throws(LogError) {
        try log.scanBodies(
          from: LogPosition(next), through: LogPosition(range.upperBound - 1), verifying: true,
          locked: { view in
            part.locked += 1
            part.take(view, range)
            next = view.position.next.rawValue
            return .next
          }
        ) { view, payload in
          if payload != nil {
            part.bodies += 1
          } else if view.content != nil {
            note(missing: view.position, erasures, &part)
          }
          part.take(view, range)
          next = view.position.next.rawValue
          return .next
        }
      } catch {
        if case .archive(let fault) = error {
          part.archiveFaults.insert(fault)
          take(LogPosition(next), log, &part, range)
          next += 1
          continue
        }
        // What cannot be read is a finding; what follows it is looked at all the same.
        part.note(error.isAboutBody ? .body : .entry, at: LogPosition(next), "\(error)")
        take(LogPosition(next), log, &part, range)
        next += 1
      }
    }
    do throws(LogError) {
      let contents = part.contents
      let strays = try log.strayBodies(in: range) {
        contents[Int($0.rawValue - range.lowerBound)]
      }
      for stray in strays { part.note(.body, at: stray.position, stray.what) }
    } catch {
      part.note(.body, at: LogPosition(range.lowerBound), "\(error)")
    }
    part.roots = roots(of: part.leaves, from: range.lowerBound)
    return part
  }

  /// A body that is not there, or whose key is not.
  private static func note(
    missing position: LogPosition, _ erasures: Erasures, _ part: inout Part
  ) {
    guard erasures.entry(for: position) == nil else {
      part.erased += 1
      return
    }
    part.note(
      .body, at: position, "its body, or the key of it, is not kept, and no erasure is recorded")
  }

  /// An entry whose body, or which itself cannot be read: its bytes are a leaf all the same.
  private static func take(
    _ position: LogPosition, _ log: LogReader, _ part: inout Part, _ range: Range<UInt64>
  ) {
    let bytes = try? log.canonicalEntry(at: position)
    part.leaves.append(bytes.map { MerkleTree.leafHash($0) } ?? .zero)
    guard let entry = try? log.entry(at: position) else { return }
    part.received.append(entry.received)
    part.contents[Int(position.rawValue - range.lowerBound)] = entry.content != nil
    for link in entry.links { part.links.append(Part.Link(link: link, position: position)) }
    if case .control(let name) = entry.kind, ControlKind(rawValue: name)?.isLandmark ?? false {
      part.landmarks.append(position)
    }
  }

  private mutating func take(_ part: Part, into verification: inout Verification) {
    verification.entries += UInt64(part.leaves.count)
    verification.bodies += part.bodies
    verification.locked += part.locked
    verification.erased += part.erased
    verification.links += UInt64(part.links.count)
    verification.findings += part.findings
    archiveFaults.formUnion(part.archiveFaults)
    landmarks += part.landmarks
    for received in part.received {
      if received < lastReceived {
        verification.note(
          .entry, at: LogPosition(frontier.size),
          "an entry from there on was received before the one in front of it")
      }
      lastReceived = max(lastReceived, received)
    }
    var links = part.links[...]
    var taken = 0
    while taken < part.leaves.count {
      let group = taken / LogCheck.group
      if group < part.roots.count, taken % LogCheck.group == 0, stop >= UInt64(LogCheck.group) {
        append(part.roots[group], level: LogCheck.groupLevel, &verification)
        taken += LogCheck.group
      } else {
        append(part.leaves[taken], level: 0, &verification)
        taken += 1
      }
      while let next = links.first, next.position.rawValue < frontier.size {
        links.removeFirst()
        follow(next.link, at: next.position, &verification)
      }
      if chainsAt?.rawValue == frontier.size { chainsThen = chains }
    }
  }

  /// How many leaves are left until something is to be kept of what was there by then.
  private var stop: UInt64 {
    let size = frontier.size
    let chains = chainsAt.map(\.rawValue).flatMap { $0 > size ? $0 : nil }
    return min(wanted.first ?? .max, chains ?? .max) - size
  }

  private mutating func append(
    _ root: Hash256, level: Int, _ verification: inout Verification
  ) {
    var wrong: [(level: Int, index: UInt64)] = []
    let log = log
    frontier.append(subtree: root, level: level) { level, index, hash in
      let kept = try? log.treeHash(level: level, index: index)
      if kept != hash { wrong.append((level, index)) }
    }
    for place in wrong {
      let first = place.index << UInt64(place.level)
      verification.note(
        .tree, at: LogPosition(first),
        "the hash kept of the \(1 << place.level) entries from there on is not theirs")
    }
    keepRoots()
  }

  private mutating func keepRoots() {
    while let size = wanted.first, size <= frontier.size {
      wanted.removeFirst()
      roots[size] = frontier.root
    }
  }

  private mutating func follow(
    _ link: ChainLink, at position: LogPosition, _ verification: inout Verification
  ) {
    let known = chains[link.thread] ?? trusted?.chain(before: link)
    if link.sequence != known?.count ?? 0 || link.previous != known?.head {
      verification.note(
        .chain, at: position,
        "item \(link.item) is filed as number \(link.sequence) of thread \(link.thread), but the "
          + "thread has \(known?.count ?? 0) before it")
    }
    chains[link.thread] = (link.sequence &+ 1, position)
  }
}

extension LogError {
  /// Whether an entry is sound and its body is not.
  fileprivate var isAboutBody: Bool {
    switch self {
    case .fingerprintMismatch, .body, .dictionary, .dictionaryMissing: true
    default: false
    }
  }
}
