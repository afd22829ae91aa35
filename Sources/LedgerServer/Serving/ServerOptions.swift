public import LedgerEngine

/// Where and how a ledger is served.
public struct ServerOptions: Sendable {
  public var host = "127.0.0.1"
  /// 0 for any that is free.
  public var port = 8_480
  public var secrets: ChannelSecrets
  /// Nil for plain HTTP.
  public var certificates: Certificates?
  /// Whose tokens count besides those of the ledger; nil for nobody's.
  public var issuer: IssuerFile?
  /// How senders reach the server, without a path, where that is not what requests say:
  /// `https://ledger.example.com`.
  public var publicURL: String?
  /// Readings that a token, and an address without one, may ask for in a second.
  public var readingsPerSecond = 100.0
  public var unknownPerSecond = 20.0
  public var connections = ConnectionLimits()
  /// Bodies that are being received, or wait for their commit, together.
  public var inFlightBytes = 1 << 28
  /// Deliveries that wait for their commit.
  public var inFlightDeliveries = 8_192

  public init(secrets: ChannelSecrets) { self.secrets = secrets }
}
