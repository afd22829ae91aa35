import Crypto
import Foundation

/// A file of the page, read once.
struct PageFile: Sendable {
  let bytes: [UInt8]
  let contentType: String
  /// Strong: of the bytes.
  let etag: String

  init(_ name: String, in directory: String) throws {
    bytes = Array(try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name)))
    contentType = PageFile.contentType(of: name)
    let digest = SHA256.hash(data: bytes).prefix(16)
    etag = "\"" + digest.map { String(format: "%02x", $0) }.joined() + "\""
  }

  private static func contentType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
