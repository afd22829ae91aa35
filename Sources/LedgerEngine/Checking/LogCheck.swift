import LedgerCore
import LedgerLog
import LedgerProofs

/// Goes over the log on all cores, and works out again what it keeps beside the entries: the hash tree,
/// the chains of threads, the list of landmarks.
struct LogCheck {
  typealias Chain = (count: UInt32, head: LogPosition)

  private let log: LogReader
  private let end: LogPosition
  private let erasures: Erasures
  /// Numbers of entries at which the root is to be kept.
  private var wanted: ArraySlice<UInt64>
  private(set) var roots: [UInt64: Hash256] = [:]
  /// The chains after so many entries.
  private let chainsAt: LogPosition?
  private(set) var chainsThen: [ThreadID: Chain] = [:]

  private var frontier = MerkleFrontier()
  private var chains: [ThreadID: Chain] = [:]
  private var landmarks: [LogPosition] = []
  private var lastReceived = Timestamp.distantPast

  /// Entries that one core checks at a time, and that are checked before their findings are taken.
  private static let inTurn: UInt64 = 1_024
  private static let together: UInt64 = 65_536

  /// - Parameters:
  ///   - sizes: numbers of entries of which `roots` is to hold the root, ascending.
  ///   - chainsAt: number of entries after which the chains are kept.
  init(_ log: LogReader, end: LogPosition, rootsAt sizes: [UInt64], chainsAt: LogPosition?) {
    self.log = log
    self.end = end
    wanted = sizes[...]
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
    var links: [Link] = []
    var landmarks: [LogPosition] = []
    var received: [Timestamp] = []
    var bodies: UInt64 = 0
    var locked: UInt64 = 0
    var erased: UInt64 = 0
    var findings: [Finding] = []
  }

  mutating func run(
    into verification: inout Verification, _ progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) {
    try erasures.refresh()
    var next: UInt64 = 0
    while next < end.rawValue {
      let last = min(end.rawValue, next + LogCheck.together)
      let ranges = stride(from: next, to: last, by: Int(LogCheck.inTurn)).map {
        $0..<min($0 + LogCheck.inTurn, last)
      }
      let (log, erasures) = (log, erasures)
      for part in Parallel.map(ranges, inTurn: 1, { LogCheck.check($0, log, erasures) }) {
        try take(part, into: &verification)
      }
      next = last
      progress(LogPosition(next), end)
    }
    verification.root = frontier.root
    let listed = try LedgerError.logging { () throws(LogError) in try log.landmarks() }
    if let listed = listed?.filter({ $0 < end }), listed != landmarks {
      verification.note(
        .entry, at: Set(listed).symmetricDifference(landmarks).min(),
        "the log lists \(listed.count) actions on rulebooks, keys and joining, and holds "
          + "\(landmarks.count)")
    }
  }

  private static func check(
    _ range: Range<UInt64>, _ log: LogReader, _ erasures: Erasures
  ) -> Part {
    var part = Part()
    var next = range.lowerBound
    while next < range.upperBound {
      do throws(LogError) {
        try log.scanBodies(
          from: LogPosition(next), through: LogPosition(range.upperBound - 1), verifying: true
        ) { view, payload in
          part.leaves.append(view.leafHash)
          part.received.append(view.received)
          if payload != nil {
            part.bodies += 1
          } else if view.content != nil {
            note(missing: view.position, erasures, &part)
          }
          for link in view.links {
            part.links.append(Part.Link(link: link, position: view.position))
          }
          if view.isLandmark { part.landmarks.append(view.position) }
          next = view.position.next.rawValue
          return .next
        }
      } catch {
        if case .bodyLocked = error {
          part.locked += 1
          take(LogPosition(next), log, &part)
          next += 1
          continue
        }
        // What cannot be read is a finding; what follows it is looked at all the same.
        part.findings.append(
          Finding(
            kind: error.isAboutBody ? .body : .entry, position: LogPosition(next), order: nil,
            detail: "\(error)"))
        take(LogPosition(next), log, &part)
        next += 1
      }
    }
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
    part.findings.append(
      Finding(
        kind: .body, position: position, order: nil,
        detail: "its body, or the key of it, is not there, and no erasure is recorded"))
  }

  /// An entry whose body, or which itself cannot be read: its bytes are a leaf all the same.
  private static func take(_ position: LogPosition, _ log: LogReader, _ part: inout Part) {
    let bytes = try? log.canonicalEntry(at: position)
    part.leaves.append(bytes.map { MerkleTree.leafHash($0) } ?? .zero)
    guard let entry = try? log.entry(at: position) else { return }
    part.received.append(entry.received)
    for link in entry.links { part.links.append(Part.Link(link: link, position: position)) }
    if case .control(let name) = entry.kind, ControlKind(rawValue: name)?.isLandmark ?? false {
      part.landmarks.append(position)
    }
  }

  private mutating func take(
    _ part: Part, into verification: inout Verification
  ) throws(LedgerError) {
    verification.entries += UInt64(part.leaves.count)
    verification.bodies += part.bodies
    verification.locked += part.locked
    verification.erased += part.erased
    verification.links += UInt64(part.links.count)
    verification.findings += part.findings
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
    for leaf in part.leaves {
      try append(leaf, &verification)
      while let next = links.first, next.position.rawValue < frontier.size {
        links.removeFirst()
        follow(next.link, at: next.position, &verification)
      }
      if chainsAt?.rawValue == frontier.size { chainsThen = chains }
    }
  }

  private mutating func append(
    _ leaf: Hash256, _ verification: inout Verification
  ) throws(LedgerError) {
    var wrong: [(level: Int, index: UInt64)] = []
    let log = log
    frontier.append(leaf) { level, index, hash in
      let kept = try? log.treeHash(level: level, index: index)
      if kept != hash { wrong.append((level, index)) }
    }
    for place in wrong {
      let first = place.index << UInt64(place.level)
      verification.note(
        .tree, at: LogPosition(first),
        "the hash kept of the \(1 << place.level) entries from there on is not theirs")
    }
    while let size = wanted.first, size <= frontier.size {
      wanted.removeFirst()
      roots[size] = frontier.root
    }
  }

  private mutating func follow(
    _ link: ChainLink, at position: LogPosition, _ verification: inout Verification
  ) {
    let known = chains[link.thread]
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
