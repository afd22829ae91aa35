import Foundation
import HTTPTypes
import Hummingbird
import LedgerEngine

/// The description of this API (OpenAPI 3.1), as `Tools/make-openapi` makes it.
struct OpenAPIRoutes {
  static var path: String { Bundle.module.bundlePath + "/openapi.json" }

  private static let bytesMax = 4 << 20

  /// `get /v1/orders` of all routes that must be described: the page is none of them.
  static func described(of router: Router<ServerContext>) -> [String] {
    router.routes.filter { $0.method != .head }
      .map { "\($0.method.rawValue.lowercased()) \($0.path)" }
      .filter { $0 != "get /" && !$0.hasPrefix("get /assets/") }
  }

  func add(to router: Router<ServerContext>) {
    router.get("/openapi.json") { request, _ in
      _ = try Query(request, allowing: [])
      let bytes = try SmallFile.bytes(of: OpenAPIRoutes.path, limit: OpenAPIRoutes.bytesMax)
      return Response(
        status: .ok, headers: [.contentType: "application/json"], body: .bytes(bytes))
    }
  }
}
