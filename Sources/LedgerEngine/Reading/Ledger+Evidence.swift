import LedgerCore
import LedgerLog

/// How deliveries of a channel came, and how many came so.
public struct EvidenceCount: Sendable, Hashable {
  public var channel: String
  /// `signed`, `authenticated fetch`, `unsigned`, `operator file`.
  public var evidence: String
  /// The scheme by which their origin was verified; nil where it was not.
  public var authentication: String?
  /// Of entries: duplicates and conflicts count too.
  public var deliveries: Int
}

extension Ledger {
  /// On what evidence the deliveries of each channel rest. Reads the whole log.
  public func evidence(asOf: AsOf) throws(LedgerError) -> [EvidenceCount] {
    struct Key: Hashable {
      var channel: [UInt8]
      var evidence: String
      var authentication: [UInt8]
    }
    let end = nextPosition
    guard end > .first else { return [] }
    var counts: [Key: Int] = [:]
    try LedgerError.logging { () throws(LogError) in
      try log.scan(from: .first, through: LogPosition(end.rawValue - 1)) { view in
        guard
          asOf.includes(position: view.position.rawValue, received: view.received.rawValue)
        else { return .stop }
        guard !view.isControl else { return .next }
        let key = Key(
          channel: Array(view.channelUTF8), evidence: view.evidence.name,
          authentication: view.keyFingerprint == nil ? [] : Array(view.authenticationUTF8))
        counts[key, default: 0] += 1
        return .next
      }
    }
    return counts.map { key, count in
      EvidenceCount(
        channel: String(decoding: key.channel, as: UTF8.self), evidence: key.evidence,
        authentication: key.authentication.isEmpty
          ? nil : String(decoding: key.authentication, as: UTF8.self), deliveries: count)
    }.sorted { left, right in
      (left.channel, left.evidence, left.authentication ?? "")
        < (right.channel, right.evidence, right.authentication ?? "")
    }
  }
}

extension Entry {
  /// The scheme by which the origin was verified: a key's fingerprint stands only where one was.
  var verifiedBy: String? { keyFingerprint == nil ? nil : authentication }
}

extension Evidence {
  /// Without file and line.
  public var name: String {
    switch self {
    case .ledger: "the ledger itself"
    case .signed: "signed"
    case .authenticatedFetch: "authenticated fetch"
    case .unsigned: "unsigned"
    case .operatorFile: "operator file"
    }
  }

  /// In words.
  public var words: String {
    guard case .operatorFile(let digest, let line) = self else { return name }
    return "\(name) \(digest.short), line \(line)"
  }
}
