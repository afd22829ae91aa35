public import LedgerCore
internal import LedgerRules

/// A delivery whose body is parsed: its id, account and content are read from it without
/// parsing again.
public struct OpenDelivery: Sendable {
  private let extractor: Extractor
  private let headers: Headers
  private let document: JSONDocument?
  private let fault: ParsedBody.Fault?

  init(extractor: Extractor, headers: Headers, body: [UInt8]) {
    self.extractor = extractor
    self.headers = headers
    do throws(ParsedBody.Fault) {
      document = try ParsedBody.read(headers: headers, body: body)
      fault = nil
    } catch {
      document = nil
      fault = error
    }
  }

  /// For lookups that do not need the body.
  init(extractor: Extractor, headers: Headers) {
    self.extractor = extractor
    self.headers = headers
    document = nil
    fault = nil
  }

  /// See `Extractor.deliveryID`.
  public func deliveryID(channel: String) -> String? {
    guard let sight = sight(channel) else { return nil }
    if let lookup = extractor.deliveryIDs { return text(lookup, sight) }
    return cloudEventID(sight)
  }

  /// See `Extractor.account`.
  public func account(channel: String) -> String? {
    guard let lookup = extractor.accounts, let sight = sight(channel) else { return nil }
    return text(lookup, sight)
  }

  /// See `Extractor.extract`.
  public func extract(channel: String, account: String) -> Extraction {
    guard let sight = sight(channel) else { return Extraction() }
    let account = extractor.accounts.flatMap { text($0, sight) } ?? account
    var reading = Reading(sight: sight, account: account, system: extractor.system)
    if document == nil {
      let fault = fault ?? ParsedBody.Fault(reason: "empty_body", place: "0")
      reading.readUndecodable(extractor, sight.bodyScope, fault.reason, fault.place)
    } else {
      extractor.read(&reading)
    }
    return reading.result
  }

  /// Values that name the persons whom the delivery is about, by the channel file's `subjects`:
  /// each once, in order.
  public var subjects: [String] {
    guard let document else { return [] }
    var found: [String] = []
    for path in extractor.subjects {
      for node in path.nodes(in: document, from: document.root) {
        switch document.kind(node) {
        case .string, .number:
          let text = document.text(node)
          if !text.isEmpty, !found.contains(text), found.count < OpenDelivery.subjectsMax {
            found.append(text)
          }
        case .object, .array, .true, .false, .null: continue
        }
      }
    }
    return found
  }

  /// More persons than this in one delivery are not told apart.
  private static let subjectsMax = 256

  /// What lookups see: of a body that cannot be read, the headers still count.
  private func sight(_ channel: String) -> Sight? {
    guard let document = document ?? OpenDelivery.blank else { return nil }
    return Sight(
      table: extractor.lookups, document: document, headers: headers, channel: channel)
  }

  private static let blank = ParsedBody.document(Array("null".utf8))

  private func text(_ lookup: Lookup, _ sight: Sight) -> String? {
    let found = sight.find(lookup, sight.bodyScope)
    return sight.isEmpty(found) ? nil : sight.text(found)
  }

  /// Where the channel file names no id, and the delivery is one CloudEvent: what makes it unique,
  /// its source and id (https://github.com/cloudevents/spec, section on `id`). A batch has no id.
  private func cloudEventID(_ sight: Sight) -> String? {
    func name(_ source: String?, _ id: String?) -> String? {
      guard let source, let id, !source.isEmpty, !id.isEmpty else { return nil }
      return source + " " + id
    }
    if let name = name(
      HeaderName.value(of: "ce-source", in: headers), HeaderName.value(of: "ce-id", in: headers))
    {
      return name
    }
    let document = sight.document
    guard document.member("specversion", of: document.root) != nil else { return nil }
    func member(_ name: String) -> String? {
      document.member(name, of: document.root).flatMap {
        document.kind($0) == .string ? document.text($0) : nil
      }
    }
    return name(member("source"), member("id"))
  }
}
