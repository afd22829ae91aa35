import HTTPTypes
import Hummingbird
import LedgerEngine
import NIOCore

extension ResponseBody {
  static func json(_ value: JSONValue) -> ResponseBody { bytes(value.utf8 + [0x0a]) }
  static func bytes(_ bytes: [UInt8]) -> ResponseBody {
    ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
  }
}

extension Response {
  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"], body: .json(value))
  }

  static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
    Response(status: .ok, headers: [.contentType: type], body: .bytes(Array(text.utf8)))
  }
}
