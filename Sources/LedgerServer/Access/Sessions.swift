import Crypto
import LedgerEngine
import Synchronization

/// Sessions of people at the page: a random number in a cookie stands for a token, which must go on
/// counting. They end with the server.
final class Sessions: Sendable {
  static let cookie = "orderledger_session"
  static let seconds = 12 * 3_600
  /// The oldest gives way to the newest.
  private static let keptMax = 10_000

  private let state = Mutex<[Hash256: Session]>([:])
  private let now: @Sendable () -> Timestamp

  private struct Session {
    var token: Hash256
    var ends: Timestamp
  }

  init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

  /// - Returns: what the cookie holds; only its hash is kept.
  func begin(_ token: Hash256) -> String {
    let text = SymmetricKey(size: .bits256).withUnsafeBytes { Hex.encode(Array($0)) }
    let now = now()
    state.withLock { sessions in
      sessions = sessions.filter { now < $0.value.ends }
      if sessions.count >= Sessions.keptMax,
        let oldest = sessions.min(by: { $0.value.ends < $1.value.ends })
      {
        sessions[oldest.key] = nil
      }
      let ends = now + Interval(microseconds: Int64(Sessions.seconds) * 1_000_000)
      sessions[TokenFile.hash(of: text)] = Session(token: token, ends: ends)
    }
    return text
  }

  /// The token that a cookie stands for; nil where the session has ended.
  func token(of text: String) -> Hash256? {
    let now = now()
    return state.withLock { sessions in
      guard let session = sessions[TokenFile.hash(of: text)], now < session.ends else { return nil }
      return session.token
    }
  }

  func end(_ text: String) { state.withLock { $0[TokenFile.hash(of: text)] = nil } }
}
