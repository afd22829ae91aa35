import LedgerCore

/// What happens to deliveries on their way without making anything wrong: a correct ledger ends in
/// the same state.
struct Disturbance: Sendable {
  let rates: DisturbanceRates

  func apply(to script: inout OrderScript, random: inout SplitMix64) {
    guard !rates.isZero else { return }
    for index in script.events.indices {
      if random.chance(rates.reordered) {
        let late = random.between(.seconds(30), .minutes(6))
        script.events[index].received = script.events[index].received + late
      }
      if random.chance(rates.duplicated) {
        script.events.append(copy(of: script.events[index], random: &random, isAltered: false))
      } else if random.chance(rates.altered) {
        script.events.append(copy(of: script.events[index], random: &random, isAltered: true))
      }
    }
  }

  private func copy(
    of event: ScriptEvent, random: inout SplitMix64, isAltered: Bool
  ) -> ScriptEvent {
    var copy = event
    copy.received = copy.received + random.between(.seconds(5), .hours(4))
    copy.isCopy = true
    copy.isAltered = isAltered
    return copy
  }
}

/// How often a delivery is disturbed on its way.
public struct DisturbanceRates: Sendable {
  /// Delivered again, byte for byte.
  public var duplicated = 0.0
  /// Delivered again under the same key with other bytes.
  public var altered = 0.0
  /// Overtaken by what was said later.
  public var reordered = 0.0

  public init() {}

  var isZero: Bool { duplicated == 0 && altered == 0 && reordered == 0 }
}
