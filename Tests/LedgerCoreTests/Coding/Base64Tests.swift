import Foundation
import LedgerCore
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test("the vectors of RFC 4648, section 10")
  func vectors() {
    for (text, encoded) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ] {
      #expect(Base64.encode(Array(text.utf8)) == encoded)
      #expect(Base64.decode(encoded) == Array(text.utf8))
    }
  }

  @Test("random bytes as Foundation writes them")
  func random() {
    var random = SeededGenerator(seed: SeededGenerator.seed(for: "base64"))
    for count in 0...200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      let text = Data(bytes).base64EncodedString()
      #expect(Base64.encode(bytes) == text)
      #expect(Base64.decode(text) == bytes)
      let bare = text.filter { $0 != "=" }
      #expect(Base64.decode(bare, padding: .optional) == bytes)
      #expect(Base64.decode(text, padding: .optional) == bytes)
    }
  }

  @Test("no other text of a value is read")
  func strictness() {
    for text in [
      "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Zm9v\n", "Zm 9v", "Zm-_", "=", "==", "====",
      "Z===", "Zg==Zg==", "Zm9v====", "=Zg=",
    ] {
      #expect(Base64.decode(text) == nil, "\(text)")
    }
  }

  @Test("padding may be left out as a whole, not in part")
  func padding() {
    for text in ["Zg=", "Zg===", "Zh", "Zm9", "Z", "Zm9vY", "=", "==", "====", "Zg==Zg", "=Zg"] {
      #expect(Base64.decode(text, padding: .optional) == nil, "\(text)")
    }
  }
}
