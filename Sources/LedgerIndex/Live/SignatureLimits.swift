import LedgerCore
import LedgerRules

/// Keeps signatures few, whatever is sent: a fact has at most `limit` different values, and what
/// cannot be read is told apart only so often. It sees signatures in log order, so a rebuild
/// decides the same.
struct SignatureLimits {
  /// Signatures of items without facts that tell where and of which type.
  static let bareMax = 1_000

  fileprivate struct Fact: Hashable {
    var kind: String
    var shape: String
    var number: Int
  }

  private var values: [Fact: Set<String>] = [:]
  private var bareCount = 0

  /// Takes note of a signature that is interned.
  mutating func note(_ signature: Signature) {
    guard !SignatureLimits.isBare(signature) else { return bareCount += 1 }
    for (number, value) in signature.values.enumerated() {
      if case .text(let text) = value {
        values[Fact(signature, number), default: []].insert(text)
      }
    }
  }

  /// A new signature as it may be interned.
  func limited(_ signature: Signature, _ rulebook: Rulebook) -> Signature {
    var signature = signature
    if SignatureLimits.isBare(signature) {
      guard bareCount >= SignatureLimits.bareMax else { return signature }
      signature.shape = ""
      for index in signature.flaws.indices { signature.flaws[index].place = "" }
      return signature
    }
    let shape = rulebook.kinds[signature.channelKind]?.shape(named: signature.shape)
    guard let shape, shape.facts.count == signature.values.count else { return signature }
    for (number, fact) in shape.facts.enumerated() {
      guard case .text(let text) = signature.values[number],
        let known = values[Fact(signature, number)], known.count >= fact.limit,
        !known.contains(text)
      else { continue }
      signature.values[number] = .overflow
    }
    return signature
  }

  /// Not understood, or noted: its shape is the message type, which the sender chooses.
  private static func isBare(_ signature: Signature) -> Bool {
    signature.standing == .undecodable || signature.standing == .noted
  }
}

extension SignatureLimits.Fact {
  fileprivate init(_ signature: Signature, _ number: Int) {
    self.init(kind: signature.channelKind, shape: signature.shape, number: number)
  }
}
