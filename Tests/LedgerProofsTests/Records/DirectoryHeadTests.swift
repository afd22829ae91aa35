import LedgerCore
import LedgerProofs
import Testing

@Suite("The body of a directory")
struct DirectoryHeadTests {
  static let head = DirectoryHead(
    through: LogPosition(4_711), threads: 12, threadRoot: MerkleTree.emptyRoot, references: 30,
    referenceRoot: NaiveTree.hash([1]), referenceKeyHash: NaiveTree.hash([2]),
    rulebook: NaiveTree.hash([3]), separations: [LogPosition(5), LogPosition(90)])

  static let text = """
    {"through":4711,"threads":12,\
    "thread_root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","references":30,\
    "reference_root":"\(NaiveTree.hash([1]).base64)",\
    "reference_key_hash":"\(NaiveTree.hash([2]).base64)",\
    "rulebook":"\(NaiveTree.hash([3]))","separations":[5,90]}
    """

  @Test("it is written and read word by word")
  func words() throws {
    #expect(String(decoding: Self.head.bytes, as: UTF8.self) == Self.text)
    #expect(try DirectoryHead(Self.head.bytes) == Self.head)
    var none = Self.head
    none.separations = []
    #expect(try DirectoryHead(none.bytes) == none)
  }

  @Test("another spelling, order or member is refused")
  func refused() {
    let text = Self.text
    let others = [
      "", "{}", "[]", "null", text + " ", text + "\n", " " + text, "\u{feff}" + text,
      text.replacing(",", with: ", "), text.replacing("4711", with: "4711.0"),
      text.replacing("4711", with: "4.711e3"), text.replacing("4711", with: "-4711"),
      text.replacing("4711", with: "\"4711\""), text.replacing("4711", with: "null"),
      text.replacing("4711", with: "281474976710656"),
      text.replacing("\"threads\":12,", with: ""),
      text.replacing("\"threads\":12", with: "\"threads\":9223372036854775808"),
      text.replacing("\"threads\":12", with: "\"threads\":12,\"threads\":12"),
      text.replacing("{\"through\":4711,\"threads\":12", with: "{\"threads\":12,\"through\":4711"),
      text.replacing("{\"through", with: "{\"more\":1,\"through"),
      text.replacing("through", with: "\\u0074hrough"), text.replacing("47DE", with: "47D\\u0045"),
      text.replacing("uFU=", with: "uFV="), text.replacing("uFU=", with: "uFU"),
      text.replacing("+/T", with: "+\\/T"), text.replacing("[5,90]", with: "[90,5]"),
      text.replacing("[5,90]", with: "[5,5]"), text.replacing("[5,90]", with: "[5,\"90\"]"),
      text.replacing("[5,90]", with: "[5,[90]]"), text.replacing("[5,90]", with: "[5,090]"),
      text.replacing("[5,90]", with: "5"), text.replacing("[5,90]", with: "[5,281474976710656]"),
      text.replacing("\(NaiveTree.hash([3]))", with: "\(NaiveTree.hash([3]))".uppercased()),
      text.replacing("\(NaiveTree.hash([3]))", with: "\(NaiveTree.hash([3]))".dropLast(2)),
    ]
    #expect(Set(others).count == others.count && !others.contains(text))
    for other in others {
      guard case .notCanonical(.directoryHead, _) = fault({ _ = try DirectoryHead(other.bytes) })
      else {
        Issue.record("accepted: \(other)")
        continue
      }
    }
  }

  @Test("whatever is read is written again in the same bytes, or refused")
  func oneEncoding() {
    let good = Self.head.bytes
    for bit in 0..<good.count * 8 {
      let changed = good.flipping(bit)
      guard let head = try? DirectoryHead(changed) else { continue }
      #expect(head.bytes == changed && head != Self.head)
    }
    for length in 0..<good.count {
      #expect(fault { _ = try DirectoryHead(Array(good[..<length])) } != nil)
    }
  }
}
