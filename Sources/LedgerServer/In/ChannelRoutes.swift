import HTTPTypes
import Hummingbird
import LedgerEngine

/// Channels, as operators register them.
struct ChannelRoutes {
  let intake: Intake

  func add(to router: Router<ServerContext>) {
    router.put("/v1/channels/{channel}", use: register)
  }

  /// `{"kind": …, "account": …}`; both may be left out. 201 where it is new, 200 where it is as it was.
  @Sendable
  func register(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.operate)
    let channel = try context.parameters.require("channel")
    var pass = intake.gate.pass()
    let body = try await request.wholeBody(max: ChannelRoutes.bodyBytesMax, &pass)
    let (kind, account) = try ChannelRoutes.members(body)
    let (row, isNew) = try await intake.register(
      channel, kind: kind, account: account, actor: principal.name)
    return .json(
      .object([
        ("channel", .string(row.name)), ("kind", .string(row.kind)),
        ("account", .string(row.account)),
      ]), status: isNew ? .created : .ok)
  }

  private static let bodyBytesMax = 1 << 16

  private static func members(_ body: [UInt8]) throws -> (kind: String?, account: String?) {
    func wrong(_ detail: String) -> Problem { Problem(.badRequest, "bad_body", detail) }
    guard !body.isEmpty else { return (nil, nil) }
    guard let document = try? JSONDocument.parse(body), document.kind(document.root) == .object
    else { throw wrong("The body must be a JSON object with `kind` and `account`") }
    var texts: [String: String] = [:]
    for (name, value) in document.members(of: document.root) {
      guard ["kind", "account"].contains(name) else {
        throw wrong("There is no member `\(name.prefix(100))` here; known: account, kind")
      }
      guard document.kind(value) == .string, !document.text(value).isEmpty else {
        throw wrong("`\(name)` must be a text")
      }
      texts[name] = document.text(value)
    }
    return (texts["kind"], texts["account"])
  }
}
