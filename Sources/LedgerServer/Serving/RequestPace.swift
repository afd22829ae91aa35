import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections whose bodies trickle, and lets senders go on that wait to be told so
/// (`Expect: 100-continue`).
final class RequestPace: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ConnectionLimits
  /// Of the body that is coming.
  private var began = NIODeadline.distantPast
  private var bytes = 0
  /// Requests that are not answered.
  private var open = 0

  init(_ limits: ConnectionLimits) { self.limits = limits }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      began = .now()
      bytes = 0
      open += 1
      // Behind an answer that is still to come, it would be taken for a part of that.
      if open == 1, head.headerFields[.expect]?.lowercased() == "100-continue" {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body(let piece):
      bytes += piece.readableBytes
      let elapsed = NIODeadline.now() - began
      // Where we read slowly ourselves, as of an import, much has come before.
      if elapsed > TimeAmount(limits.bodyGrace),
        Int64(bytes) < elapsed.nanoseconds / 1_000_000_000 * Int64(limits.bodyBytesPerSecond)
      {
        context.close(promise: nil)
        return
      }
    case .end: break
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { open -= 1 }
    context.write(data, promise: promise)
  }
}

@available(*, unavailable)
extension RequestPace: Sendable {}
