/// Looks now and then whether who sent a request that goes on still may: a token can be revoked meanwhile, or
/// expire.
struct Standing {
  private let sender: @Sendable () async -> Principal?
  private var looked = ContinuousClock.now

  /// How long somebody may still go on whose token counts no more.
  private static let lookedEvery = Duration.seconds(2)

  init(of context: ServerContext) { sender = context.principalNow }

  mutating func holds(_ may: (Principal) -> Bool) async -> Bool {
    guard ContinuousClock.now - looked >= Standing.lookedEvery else { return true }
    looked = .now
    return await sender().map(may) ?? false
  }
}
