import Crypto
import HTTPTypes
import LedgerEngine
import Synchronization

/// Which body each Idempotency-Key came with last, so that one key with two bodies is found out. Of a
/// fixed size: what is forgotten, or was before a restart, is still known to the log by the events
/// themselves.
final class KeyMemory: Sendable {
  private static let keysMax = 8_192
  private let state = Mutex(State())

  private struct State {
    var hashes: [Hash256: Hash256] = [:]
    /// The keys as they came, in a ring.
    var order: [Hash256] = []
    var next = 0
  }

  /// - Throws: `idempotency_key_reused`.
  func check(_ key: IdempotencyKey, of user: String, _ body: [UInt8]) throws(Problem) {
    let name = KeyMemory.hash(Array("\(user)\u{0}\(key.text)".utf8))
    let content = KeyMemory.hash(body)
    let isSame = state.withLock { state in
      if let known = state.hashes[name] { return known == content }
      state.hashes[name] = content
      if state.order.count < KeyMemory.keysMax {
        state.order.append(name)
      } else {
        state.hashes[state.order[state.next]] = nil
        state.order[state.next] = name
        state.next = (state.next + 1) % KeyMemory.keysMax
      }
      return true
    }
    guard isSame else { throw .keyReused }
  }

  private static func hash(_ bytes: [UInt8]) -> Hash256 {
    Hash256(bytes: SHA256.hash(data: bytes))
  }
}

extension Problem {
  static let keyReused = Problem(
    .unprocessableContent, "idempotency_key_reused",
    "This Idempotency-Key came before with another body; use a key once")
}
