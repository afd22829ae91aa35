import LedgerChannels
import LedgerCore
import LedgerIndex
public import LedgerRules

extension ChannelSecrets {
  /// How many secrets of a channel its kind's scheme can use, and how many it cannot.
  public func count(
    for report: ChannelReport, under rulebook: Rulebook
  ) throws -> (usable: Int, unusable: Int) {
    let found = try secrets(of: report.channel.name)
    let authenticator = rulebook.kinds[report.channel.kind].map {
      Authenticator($0.authentication, fingerprintHash: SipHash128(key0: 0, key1: 0))
    }
    let usable = found.count { authenticator?.accepts($0) ?? false }
    return (usable, found.count - usable)
  }
}
