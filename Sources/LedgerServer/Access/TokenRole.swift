/// What a token is for.
public enum TokenRole: String, CaseIterable, Sendable {
  /// Deliver, on the channels that the token names.
  case ingest
  /// Read orders, mismatches and measurements, not the deliveries themselves.
  case dashboard
  /// And original bytes, proofs and bundles.
  case auditor
  /// And replay through revised rules.
  case engineer
  /// And promote rules, sign checkpoints, join orders, try quarantine again, register channels.
  case `operator`
  /// Everything.
  case admin
}

/// Something that not everybody may do.
enum Permission: Sendable {
  case readOrders, readBodies, readProofs, replay, operate, administer

  var roles: [TokenRole] {
    switch self {
    case .readOrders: [.dashboard, .auditor, .engineer, .operator, .admin]
    case .readBodies, .readProofs: [.auditor, .operator, .admin]
    case .replay: [.engineer, .operator, .admin]
    case .operate: [.operator, .admin]
    case .administer: [.admin]
    }
  }
}

/// Who sent a request.
struct Principal: Sendable {
  /// How entries of the log name them.
  var name: String
  var roles: Set<TokenRole>
  /// Channels on which they may deliver; nil for all.
  var channels: Set<String>?

  func may(_ permission: Permission) -> Bool { !roles.isDisjoint(with: permission.roles) }

  func mayDeliver(on channel: String) -> Bool {
    if roles.contains(.admin) { return true }
    return roles.contains(.ingest) && channels.map { $0.contains(channel) } ?? true
  }
}
