/// Looks now and then whether who sent a request that goes on still may: a token can be revoked meanwhile, or
/// expire.
struct Standing {
  private let sender: @Sendable () async -> Principal?
  /// How long somebody may still go on whose token counts no more.
  private var lookout = Lookout(every: .seconds(2))

  init(of context: ServerContext) { sender = context.principalNow }

  mutating func holds(_ may: (Principal) -> Bool) async -> Bool {
    guard lookout.isDue() else { return true }
    return await sender().map(may) ?? false
  }
}
