import Glibc
import HummingbirdCore
import Logging
import NIOCore

/// What one connection, and all together, may cost. The defaults fit senders of webhooks; whoever is
/// slower or larger than that wastes what others need.
public struct ConnectionLimits: Sendable {
  /// How long a connection may be without a request, and the head of a request on its way.
  public var idle = Duration.seconds(30)
  /// After which a body must have come at this pace on average.
  public var bodyGrace = Duration.seconds(10)
  public var bodyBytesPerSecond = 512
  public var headerBytes = 32 * 1_024
  public var headerCount = 128
  /// More wait in the system's queue until others end.
  public var connections = 16_384
  /// Of that queue.
  public var backlog = 1_024

  public init() {}

  var http1: HTTP1Channel.Configuration {
    let idle = TimeAmount(idle)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestPace(self)], idleTimeout: idle,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: headerBytes / 2, maxHeaderListSize: headerBytes,
        maxHeaderFieldCount: headerCount))
  }

  /// Descriptors that are left to files, and to programs that the server starts.
  private static let descriptorsKept = 128

  /// How many connections there may be where the system allows so many descriptors: as many as it can be
  /// brought to allow.
  func connectionsAllowed(_ logger: Logger) -> MaximumAvailableConnections {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    if limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = limit.rlim_max
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    let spare = Int(clamping: limit.rlim_cur) - ConnectionLimits.descriptorsKept
    return MaximumAvailableConnections(max(16, min(connections, spare)), logger: logger)
  }
}
