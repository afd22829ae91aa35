internal import LedgerCore

/// A body as a document that paths can look into.
enum ParsedBody {
  /// Containers within each other that a body may have.
  static let depthMax = 128

  /// Why a body is none.
  struct Fault: Error {
    /// Stable, such as `invalid_json`.
    var reason: String
    /// An offset, or the path of a member; never what stands there.
    var place: String
  }

  /// The document; nil where the bytes are not JSON.
  static func document(_ bytes: [UInt8]) -> JSONDocument? {
    do throws(JSONFault) {
      return try JSONDocument.parse(bytes, depthMax: depthMax)
    } catch {
      return nil
    }
  }

  /// The document of a delivery's body: JSON, or a form as an object of strings.
  static func read(headers: Headers, body: [UInt8]) throws(Fault) -> JSONDocument {
    do throws(JSONFault) {
      return try JSONDocument.parse(body, depthMax: depthMax)
    } catch {
      if let withheld = WithheldBody(body) { throw withheld.fault }
      guard isForm(headers: headers, body: body) else { throw fault(error, body) }
    }
    return try read(form: FormText(body))
  }

  static func reading(headers: Headers, body: [UInt8]) -> Result<JSONDocument, Fault> {
    do throws(Fault) {
      return .success(try read(headers: headers, body: body))
    } catch {
      return .failure(error)
    }
  }

  /// A form as an object of strings.
  static func read(form: FormText) throws(Fault) -> JSONDocument {
    do throws(JSONFault) {
      return try JSONDocument.parse(form.json, depthMax: depthMax)
    } catch {
      // Nothing but an escape of bytes that are no text can spoil what is written here.
      throw Fault(reason: "not_utf8", place: "form")
    }
  }

  /// Some senders of JSON call it a form, as curl does unasked; a form never begins with a bracket.
  static func isForm(headers: Headers, body: [UInt8]) -> Bool {
    guard let type = HeaderName.value(of: "content-type", in: headers),
      HeaderName.folded(type).hasPrefix("application/x-www-form-urlencoded"),
      let first = body.first(where: { !isBlank($0) })
    else { return false }
    return first != UInt8(ascii: "{") && first != UInt8(ascii: "[")
  }

  private static func fault(_ fault: JSONFault, _ body: [UInt8]) -> Fault {
    switch fault {
    case .empty: return Fault(reason: "empty_body", place: "0")
    case .notUTF8(let offset): return Fault(reason: "not_utf8", place: String(offset))
    case .tooDeep(let offset, _): return Fault(reason: "too_deep", place: String(offset))
    case .duplicateKey(let path, _): return Fault(reason: "duplicate_key", place: path)
    case .tooLarge(let count, _): return Fault(reason: "too_large", place: String(count))
    case .truncated(let offset), .badNumber(let offset), .badLiteral(let offset),
      .badEscape(let offset), .controlCharacter(let offset), .unexpected(let offset),
      .trailingContent(let offset):
      let start = body.firstIndex { !isBlank($0) } ?? 0
      return looksLikeJSON(body[start])
        ? Fault(reason: "invalid_json", place: String(offset))
        : Fault(reason: "not_json", place: String(start))
    }
  }

  /// XML, EDI and the like are no broken JSON: they are something else.
  private static func looksLikeJSON(_ first: UInt8) -> Bool {
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), 0xef:
      true
    default: false
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }
}
