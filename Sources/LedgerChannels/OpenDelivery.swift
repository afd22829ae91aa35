public import LedgerCore
internal import LedgerRules

/// A delivery whose body is parsed: its id, account and content are read from it without
/// parsing again.
public struct OpenDelivery: Sendable {
  private let extractor: Extractor
  private let headers: Headers
  private let document: JSONDocument?
  private let fault: ParsedBody.Fault?
  private let watch: ValueWatch?
  /// Of a residue.
  private let erased: ErasedValues?

  /// - Parameter watch: told of all values that are looked at.
  init(extractor: Extractor, headers: Headers, body: [UInt8], watch: ValueWatch? = nil) {
    self.extractor = extractor
    self.headers = headers
    self.watch = watch
    erased = nil
    switch ParsedBody.reading(headers: headers, body: body) {
    case .success(let read):
      document = watch.map { read.watched(by: $0) } ?? read
      fault = nil
    case .failure(let error):
      document = nil
      fault = error
    }
  }

  init(extractor: Extractor, residue: Residue) {
    self.extractor = extractor
    headers = residue.headers.map { ($0.name, $0.value ?? Residue.mark) }
    let erased = ErasedValues(settled: residue.settled)
    self.erased = erased
    watch = erased.watch
    switch residue.content {
    case .document(let bytes):
      document = ParsedBody.document(bytes)?.watched(by: erased.watch)
      fault = nil
    case .fault(let reason, let place):
      document = nil
      fault = ParsedBody.Fault(reason: reason, place: place)
    }
  }

  /// For lookups that do not need the body.
  init(extractor: Extractor, headers: Headers) {
    self.extractor = extractor
    self.headers = headers
    document = nil
    fault = nil
    watch = nil
    erased = nil
  }

  /// See `Extractor.deliveryID`.
  public func deliveryID(channel: String) -> String? {
    guard let sight = sight(channel) else { return nil }
    let id = extractor.deliveryIDs.map { text($0, sight) } ?? cloudEventID(sight)
    return sight.takeErased() == nil ? id : nil
  }

  /// See `Extractor.account`.
  public func account(channel: String) -> String? {
    guard extractor.accounts != nil, let sight = sight(channel) else { return nil }
    return account(sight)
  }

  private func account(_ sight: Sight) -> String? {
    guard let lookup = extractor.accounts else { return nil }
    let account = text(lookup, sight)
    return sight.takeErased() == nil ? account : nil
  }

  /// See `Extractor.extract`.
  public func extract(channel: String, account: String) -> Extraction {
    guard let sight = sight(channel) else { return Extraction() }
    var reading = Reading(
      sight: sight, account: self.account(sight) ?? account, system: extractor.system)
    if document == nil {
      let fault = fault ?? ParsedBody.Fault(reason: "empty_body", place: "0")
      reading.readUndecodable(extractor, sight.bodyScope, fault.reason, fault.place)
      reading.result.asksForErased = erased != nil && fault.reason == Residue.lost
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
    guard let document = document ?? blank else { return nil }
    return Sight(
      table: extractor.lookups, document: document, headers: headers, channel: channel,
      erased: erased)
  }

  private var blank: JSONDocument? {
    OpenDelivery.blank.map { blank in watch.map { blank.watched(by: $0) } ?? blank }
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
    if let name = name(sight.header("ce-source"), sight.header("ce-id")) { return name }
    let document = sight.document
    guard document.member("specversion", of: document.root) != nil else { return nil }
    func member(_ name: String) -> String? {
      document.member(name, of: document.root).flatMap {
        document.kind($0) == .string ? sight.text(.node($0)) : nil
      }
    }
    return name(member("source"), member("id"))
  }
}
