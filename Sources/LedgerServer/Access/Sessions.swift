import Crypto
import LedgerEngine
import Synchronization

/// Sessions of people at the page: a random number in a cookie stands for what let them in, which must go
/// on counting. They end with the server.
final class Sessions: Sendable {
  static let cookie = "orderledger_session"
  static let seconds = 12 * 3_600
  /// The oldest gives way to the newest.
  private static let keptMax = 10_000

  private let state = Mutex<[Hash256: Session]>([:])
  private let now: @Sendable () -> Timestamp

  private struct Session {
    var admission: Admission
    var ends: Timestamp
  }

  init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

  /// - Returns: what the cookie holds, of which only the hash is kept, and for how long it counts.
  func begin(_ admission: Admission) -> (cookie: String, seconds: Int) {
    let text = SymmetricKey(size: .bits256).withUnsafeBytes { Hex.encode(Array($0)) }
    let now = now()
    let longest = now + .seconds(Int64(Sessions.seconds))
    let ends = min(longest, admission.ends ?? longest)
    state.withLock { sessions in
      sessions = sessions.filter { now < $0.value.ends }
      if sessions.count >= Sessions.keptMax,
        let oldest = sessions.min(by: { $0.value.ends < $1.value.ends })
      {
        sessions[oldest.key] = nil
      }
      sessions[TokenFile.hash(of: text)] = Session(admission: admission, ends: ends)
    }
    return (text, Int(max(0, (ends - now).microseconds) / 1_000_000))
  }

  /// What a cookie stands for; nil where the session has ended.
  func admission(of text: String) -> Admission? {
    let now = now()
    return state.withLock { sessions in
      guard let session = sessions[TokenFile.hash(of: text)], now < session.ends else { return nil }
      return session.admission
    }
  }

  func end(_ text: String) { state.withLock { $0[TokenFile.hash(of: text)] = nil } }
}
