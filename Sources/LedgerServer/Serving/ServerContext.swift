import Hummingbird
import LedgerCore
import Logging
import NIOCore

/// What belongs to one request.
struct ServerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Who sent it; nil where that is not known.
  let address: SocketAddress?
  /// Who it is, once that is proved.
  var principal: Principal?
  /// Who it is by now, for answers that take long; nil where what let them in counts no more.
  var principalNow: @Sendable () async -> Principal? = { nil }
  /// The trace to which it belongs, where it says so.
  var traceID: String?

  /// Whether it was sent from this machine.
  var isLocal: Bool {
    switch address {
    case .v4: address?.ipAddress?.hasPrefix("127.") ?? false
    case .v6: address?.ipAddress == "::1"
    case .unixDomainSocket: true
    case nil: false
    }
  }

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress
  }
}
