import Glibc
import LedgerLog

/// Deliveries made of real sample payloads: from the files of a directory with a directory per system.
struct RealPayloads {
  /// Canonical payloads by system. Files that hold a captured delivery have its headers.
  let systems: [(name: String, payloads: [[UInt8]])]

  init(root: String) throws {
    systems = try RealPayloads.names(root).sorted().compactMap { system in
      let payloads = try RealPayloads.names(root + "/" + system).sorted().compactMap {
        name -> [UInt8]? in
        guard !name.hasPrefix("schema."),
          let bytes = RealPayloads.bytes("\(root)/\(system)/\(name)")
        else { return nil }
        return try Payload(headers: RealPayloads.headers, body: bytes).encoded()
      }
      return payloads.isEmpty ? nil : (system, payloads)
    }
  }

  /// One file.
  static func single(_ path: String) throws -> [UInt8] {
    try Payload(headers: headers, body: bytes(path) ?? []).encoded()
  }

  /// What every delivery over HTTP has.
  private static let headers = [
    Header(name: "content-type", value: "application/json"),
    Header(name: "accept", value: "*/*"),
    Header(name: "x-signature", value: "8TgwgXMC8zBkHXVbpm8vcnbhmnX0yB4bXaR1nCkD1uY="),
    Header(name: "x-delivery-id", value: "94c7938d-b037-48f8-8216-35044f5f7d28"),
  ]

  /// Variants of one real payload in which most values differ: what a shape looks like over time. Of
  /// each value, one in two is replaced by random text of its form.
  static func variants(of payload: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(state: seed)
    return (0..<count).map { _ in
      var scrubber = Scrubber(samples: [payload, payload], seed: random.next())
      let other = scrubber.scrub(payload)
      var variant = payload
      var keep = false
      for index in payload.indices {
        // A new decision at each quote: that is, for each value.
        if payload[index] == UInt8(ascii: "\"") { keep = random.next() & 1 == 0 }
        if !keep { variant[index] = other[index] }
      }
      return variant
    }
  }

  private static func names(_ directory: String) throws -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }
}
