import LedgerChannels
import LedgerCore
import LedgerLog

/// The body of a control entry `erased`: whose data, which keys went, and what stays of each delivery.
struct ErasureRecord {
  struct Delivery: Sendable {
    var position: LogPosition
    /// Of its entry.
    var key: Hash128?
    var residue: Residue
  }

  var reason: String
  /// Keyed hashes, as entries name them.
  var subjects: [Hash128]
  /// Ids of the keys that were destroyed.
  var keys: [Hash128]
  var deliveries: [Delivery]

  // MARK: Writing

  var bytes: [UInt8] {
    var bytes = Array("{\"reason\":".utf8)
    bytes += JSONValue.string(reason).utf8
    bytes += Array(",\"subjects\":".utf8)
    bytes += JSONValue.array(subjects.map { .string($0.description) }).utf8
    bytes += Array(",\"keys\":".utf8)
    bytes += JSONValue.array(keys.map { .string($0.description) }).utf8
    bytes += Array(",\"deliveries\":[".utf8)
    for (number, delivery) in deliveries.enumerated() {
      if number > 0 { bytes.append(UInt8(ascii: ",")) }
      delivery.write(to: &bytes)
    }
    return bytes + Array("]}".utf8)
  }

  // MARK: Reading

  /// Nil where the body is none.
  init?(_ body: [UInt8]) {
    guard let document = try? JSONDocument.parse(body, depthMax: ErasureRecord.depthMax),
      let list = document.member("deliveries", of: document.root), let reader = ControlReader(body)
    else { return nil }
    reason = reader.text("reason") ?? ""
    subjects = reader.texts("subjects").compactMap { Hash128(hex: $0) }
    keys = reader.texts("keys").compactMap { Hash128(hex: $0) }
    deliveries = document.children(of: list).compactMap { Delivery(document, $0) }
  }

  init(reason: String, subjects: [Hash128], keys: [Hash128], deliveries: [Delivery]) {
    self.reason = reason
    self.subjects = subjects
    self.keys = keys
    self.deliveries = deliveries
  }

  /// What bodies may have, and what stands around them.
  private static let depthMax = 128 + 8
}

extension ErasureRecord.Delivery {
  fileprivate func write(to bytes: inout [UInt8]) {
    var members: [(String, JSONValue)] = [("position", .int(Int64(position.rawValue)))]
    if let key { members.append(("delivery_key", .string(key.description))) }
    members.append(
      (
        "headers",
        .array(residue.headers.map { .array([.string($0.name), .optional($0.value)]) })
      ))
    if !residue.settled.isEmpty {
      members.append(("settled", .array(residue.settled.sorted().map { .string($0) })))
    }
    if case .fault(let reason, let place) = residue.content {
      members.append(
        ("fault", .object([("reason", .string(reason)), ("place", .string(place))])))
    }
    var text = JSONValue.object(members).utf8
    if case .document(let body) = residue.content {
      text.removeLast()
      text += Array(",\"body\":".utf8) + body + [UInt8(ascii: "}")]
    }
    bytes += text
  }

  fileprivate init?(_ document: JSONDocument, _ node: JSONNode) {
    func text(_ name: String, of node: JSONNode) -> String? {
      document.member(name, of: node).map { document.text($0) }
    }
    guard let position = text("position", of: node).flatMap({ UInt64($0) }) else { return nil }
    let headers = document.member("headers", of: node).map { document.children(of: $0) }
    let settled = document.member("settled", of: node).map { document.children(of: $0) }
    let content: Residue.Content
    if let body = document.member("body", of: node) {
      content = .document(Array(document.bytes[document.range(body)]))
    } else {
      guard let fault = document.member("fault", of: node) else { return nil }
      content = .fault(
        reason: text("reason", of: fault) ?? "", place: text("place", of: fault) ?? "")
    }
    self.init(
      position: LogPosition(position),
      key: text("delivery_key", of: node).flatMap { Hash128(hex: $0) },
      residue: Residue(
        headers: headers?.compactMap { pair in
          guard let name = document.element(0, of: pair), let value = document.element(1, of: pair)
          else { return nil }
          return Residue.Header(
            name: document.text(name),
            value: document.kind(value) == .null ? nil : document.text(value))
        } ?? [], content: content, settled: Set(settled?.map { document.text($0) } ?? [])))
  }
}
