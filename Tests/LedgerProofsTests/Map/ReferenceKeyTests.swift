import Crypto
import LedgerCore
import LedgerProofs
import Testing

@Suite("Keys of references")
struct ReferenceKeyTests {
  private let secret = (0..<32).map { UInt8($0 * 7) }

  @Test("a key is the HMAC of the reference's encoding")
  func keys() {
    let space = ReferenceSpace(account: "eu", system: "shopify", entity: "order", kind: "name")
    for (value, length, run, runBytes) in [
      ("#1001", [5], 0, [0]), ("", [0], 1, [1]), ("é漢", [5], 300, [0xac, 0x02]),
      (
        String(repeating: "x", count: 2_000), [0xd0, 0x0f], UInt64.max,
        Array(repeating: 0xff, count: 9) + [1]
      ),
    ] as [(String, [UInt8], UInt64, [UInt8])] {
      let encoded =
        [2] + "eu".bytes + [7] + "shopify".bytes + [5] + "order".bytes + [4] + "name".bytes
        + length + value.bytes + runBytes
      let expected = HMAC<SHA256>.authenticationCode(
        for: encoded, using: SymmetricKey(data: secret))
      let key = ReferenceKey(bytes: secret).key(
        of: Reference(space: space, value: value), run: run)
      #expect(key.bytes == Array(expected))
    }
  }

  @Test("the commitment is the key's hash, and printing the key does not print it")
  func secrecy() {
    let key = ReferenceKey(bytes: secret)
    #expect(key.commitment == NaiveTree.hash(secret))
    var dumped = ""
    dump(key, to: &dumped)
    #expect(Mirror(reflecting: key).children.map(\.label) == ["commitment"])
    for text in [dumped, "\(key)", String(reflecting: key)] {
      #expect(text.contains(key.commitment.short) && !text.contains("217"), "\(text)")
    }
  }
}
