import Glibc
import LedgerCore
import LedgerTesting

/// What a server has answered.
struct WebAnswer: Sendable {
  var status: Int
  /// Names in small letters.
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// A member of the JSON object that was answered, by its path: `order.counts.items`, `orders.0`.
  func json(_ path: String) throws -> String? {
    let document = try JSONDocument.parse(body)
    var node = document.root
    for part in path.split(separator: ".") where !part.isEmpty {
      if let index = Int(part) {
        let children = Array(document.children(of: node))
        guard children.indices.contains(index) else { return nil }
        node = children[index]
      } else {
        guard let member = document.member(String(part), of: node) else { return nil }
        node = member
      }
    }
    return document.kind(node) == .null ? nil : document.text(node)
  }

  /// How many an array of the answer has.
  func count(_ name: String) throws -> Int {
    let document = try JSONDocument.parse(body)
    guard let list = document.member(name, of: document.root) else { return -1 }
    return Array(document.children(of: list)).count
  }
}

/// An HTTP/1.1 client that sends exactly what it is told, over a connection for each request.
final class WebConnection: Sendable {
  private let socket: Int32

  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw SocketFailure(errno: errno) }
  }

  deinit { close(socket) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { bytes in
        Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { throw SocketFailure(errno: errno) }
      rest = rest.dropFirst(sent)
    }
  }

  func endSending() throws {
    guard shutdown(socket, Int32(SHUT_WR)) == 0 else { throw SocketFailure(errno: errno) }
  }

  /// Whether something can be received, or the other side has ended, waiting for it if need be.
  func hasAnswer(within time: Duration) -> Bool {
    var waited = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, Int32(time / .milliseconds(1))) > 0
  }

  /// Some bytes; none at the end.
  func receive() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else { throw SocketFailure(errno: errno) }
    return Array(buffer.prefix(count))
  }

  /// All bytes until the other side ends.
  func receiveAll() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while case let piece = try receive(), !piece.isEmpty { bytes += piece }
    return bytes
  }

  struct SocketFailure: Error {
    var errno: Int32
  }
}

extension ServedLedger {
  /// One request and its whole answer.
  func send(
    _ method: String, _ target: String, _ headers: [String: String] = [:],
    body: [UInt8] = [], token: String? = nil
  ) async throws -> WebAnswer {
    let bearer = token ?? self.token
    let port = port
    return try await onThread {
      let connection = try WebConnection(port: port)
      var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      if !bearer.isEmpty { head += "Authorization: Bearer \(bearer)\r\n" }
      for (name, value) in headers { head += "\(name): \(value)\r\n" }
      if method != "GET" || !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
      try connection.send(Array((head + "\r\n").utf8) + body)
      return try WebAnswer(try connection.receiveAll())
    }
  }

  func get(
    _ target: String, _ headers: [String: String] = [:], token: String? = nil
  ) async throws -> WebAnswer {
    var answer = try await send("GET", target, headers, token: token)
    var tries = 0
    // As clients are told to: a busy machine may not have filed yet what they ask for.
    while answer.status == 503, answer.header("retry-after") != nil, tries < 60 {
      try await Task.sleep(for: .seconds(1))
      answer = try await send("GET", target, headers, token: token)
      tries += 1
    }
    return answer
  }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    RealThread.start { continuation.resume(with: Result { try body() }) }
  }
}

extension WebAnswer {
  struct NoAnswer: Error {}

  init(_ bytes: [UInt8]) throws {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw NoAnswer() }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw NoAnswer() }
    self.status = status
    headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (
        parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
      )
    }
    body = Array(bytes[end.upperBound...])
    if header("transfer-encoding") == "chunked" { body = WebAnswer.unchunked(body) }
  }

  private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
    var rest = bytes[...]
    var body: [UInt8] = []
    while let end = rest.firstRange(of: [0x0d, 0x0a]),
      let count = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16),
      count > 0
    {
      body += rest[end.upperBound...].prefix(count)
      rest = rest[end.upperBound...].dropFirst(count + 2)
    }
    return body
  }
}
