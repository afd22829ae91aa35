import Foundation
import LedgerCore
import LedgerEngine
import LedgerTesting
import Logging
import Testing

@testable import LedgerServer

/// The description of the API names exactly the routes that there are.
struct OpenAPITests {
  @Test
  func everyRouteIsDescribedAndTheReverse() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/ledger"
    let ledger = try Ledger.create(directory: path, rulebook: try ShippedRulebook.retail())
    let options = ServerOptions(secrets: try ChannelSecrets(file: nil, outside: path))
    let server = try LedgerServer(ledger, options: options, logger: Logger(label: "test"))
    let summaries = SummaryKeeper(server.ledger, logger: server.logger)
    let replays = ReplayJobs(server.ledger)
    let router = try server.router(
      summaries, try MeasurementKeeper(server.ledger, summaries, logger: server.logger), replays,
      nil)
    let routes = Set(OpenAPIRoutes.described(of: router))
    #expect(routes == (try OpenAPITests.described()))
    replays.discard()
  }

  private static func described() throws -> Set<String> {
    let document = try JSONDocument.parse(
      try SmallFile.bytes(of: OpenAPIRoutes.path, limit: 1 << 22))
    let paths = try #require(document.member("paths", of: document.root))
    var found: Set<String> = []
    for (path, operations) in document.members(of: paths) {
      for (method, _) in document.members(of: operations) { found.insert("\(method) \(path)") }
    }
    return found
  }

  @Test
  func itIsServed() async throws {
    try await ServedLedger.with { served in
      let answer = try await served.get("/openapi.json", token: "")
      #expect(answer.status == 200)
      #expect(try answer.json("openapi") == "3.1.0")
    }
  }
}
