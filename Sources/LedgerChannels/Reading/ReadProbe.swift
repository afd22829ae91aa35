internal import LedgerCore
internal import LedgerRules

/// A probe made ready for reading.
indirect enum ReadProbe: Sendable {
  case exists(Lookup)
  case equals(Lookup, [[UInt8]])
  case all([ReadProbe])
  case any([ReadProbe])
  case not(ReadProbe)

  init(_ probe: Probe, _ lookups: inout LookupBuilder) {
    switch probe {
    case .exists(let source): self = .exists(lookups.add(source))
    case .equals(let source, let texts):
      self = .equals(lookups.add(source), texts.map { Array($0.utf8) })
    case .all(let probes): self = .all(probes.map { ReadProbe($0, &lookups) })
    case .any(let probes): self = .any(probes.map { ReadProbe($0, &lookups) })
    case .not(let probe): self = .not(ReadProbe(probe, &lookups))
    }
  }

  func holds(in sight: Sight, _ scope: Sight.Scope) -> Bool {
    switch self {
    case .exists(let lookup): sight.exists(lookup, scope)
    case .equals(let lookup, let texts): equals(sight.find(lookup, scope), texts, in: sight)
    case .all(let probes): probes.allSatisfy { $0.holds(in: sight, scope) }
    case .any(let probes): probes.contains { $0.holds(in: sight, scope) }
    case .not(let probe): !probe.holds(in: sight, scope)
    }
  }

  private func equals(_ found: Found, _ texts: [[UInt8]], in sight: Sight) -> Bool {
    guard found.isValue else { return false }
    return sight.withUTF8(found) { text in texts.contains { $0.elementsEqual(text) } }
  }
}
