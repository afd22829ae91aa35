import LedgerCore

/// Changes of what is made of what systems say: facets, authority, prerequisites, patterns.
extension RandomRuleChanges.Kind {
  static var all: [Self] { rows + truth }

  static var truth: [Self] {
    [
      Self(name: "authorities", weight: 4, places: authorities),
      Self(name: "a length of time", weight: 4, places: times),
      Self(name: "a condition's states", weight: 4, places: conditions),
      Self(name: "a selector", weight: 2, places: selectors),
      Self(name: "a pattern dropped", weight: 1, places: blocks(in: "patterns", "slas")),
      Self(name: "another hand-off", weight: 2, places: handoffs),
      Self(name: "a prerequisite", weight: 2, places: prerequisites),
      Self(name: "states of a facet", weight: 3, places: facetStates),
      Self(name: "moves of a facet", weight: 1, places: moves),
      Self(name: "causes", weight: 1, places: causes),
    ]
  }

  private static func authorities(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "truth.yaml" else { return [] }
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      guard ["authority", "origin"].contains(keys.first), keys.count > 1 else { return [] }
      if let key = keys.last, let list = InlineList(behind: key, in: line), list.elements.count > 1
      {
        return [
          Place(lines: number..<number + 1) { random in
            [list.replaced(by: swapped(list.elements, &random), in: line)]
          }
        ]
      }
      guard keys.count == 2, file.block(at: number).count > 2 else { return [] }
      let list = file.block(at: number).dropFirst()
      return [Place(lines: list) { swapped(Array(file.lines[list]), &$0) }]
    }
  }

  /// Two of them swapped, or one dropped.
  private static func swapped(_ all: [String], _ random: inout SplitMix64) -> [String] {
    var all = all
    if random.chance(0.35) {
      all.remove(at: random.below(all.count))
    } else {
      all.swapAt(random.below(all.count), random.below(all.count))
    }
    return all
  }

  private static func times(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "truth.yaml" || file.path == "patterns.yaml" else { return [] }
    let lengths = [
      "0s", "1m", "10m", "45m", "1h", "3h", "4h", "12h", "24h", "2d", "3d", "7d", "30d",
    ]
    return lines(of: file) { number, _ in
      let line = file.lines[number]
      return RulebookText.words(line).compactMap { word in
        guard let unit = line[word].last, "smhd".contains(unit),
          line[word].dropLast().allSatisfy(\.isNumber), line[word].count > 1
        else { return nil }
        return Place(lines: number..<number + 1) { random in
          [line.replacing(word, with: lengths[random.below(lengths.count)])]
        }
      }
    }
  }

  private static func conditions(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "truth.yaml" || file.path == "patterns.yaml" else { return [] }
    return lines(of: file) { number, _ in
      let line = file.lines[number]
      guard let facet = line.firstRange(of: "facet: ") else { return [] }
      let name = String(line[facet.upperBound...].prefix { $0.isLetter || $0 == "_" })
      return ["in", "not", "excluding"].compactMap { key in
        guard let states = context.states[name], let list = InlineList(behind: key, in: line)
        else { return nil }
        return Place(lines: number..<number + 1) { random in
          [list.replaced(by: varied(list.elements, of: states, &random), in: line)]
        }
      }
    }
  }

  /// One more, or one less.
  private static func varied(
    _ all: [String], of known: [String], _ random: inout SplitMix64
  ) -> [String] {
    var all = all
    let others = known.filter { !all.contains($0) }
    if random.chance(0.5) && all.count > 1 || others.isEmpty {
      all.remove(at: random.below(all.count))
    } else {
      all.append(others[random.below(others.count)])
    }
    return all
  }

  private static func selectors(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "truth.yaml" || file.path == "patterns.yaml" else { return [] }
    let selectors = [
      "truth", "origin", "storefront", "marketplace", "erp", "payment", "wms", "carrier",
    ]
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      return RulebookText.words(line).compactMap { word in
        guard line[..<word.lowerBound].hasSuffix("of: "), selectors.contains(String(line[word]))
        else { return nil }
        return Place(lines: number..<number + 1) { random in
          [line.replacing(word, with: selectors[random.below(selectors.count)])]
        }
      }
    }
  }

  /// What stands under a key of patterns.yaml, one of it dropped.
  private static func blocks(
    in parents: String...
  ) -> (RulebookText, RandomRuleChanges.Context) -> [Place] {
    { file, _ in
      guard file.path == "patterns.yaml" else { return [] }
      return lines(of: file) { number, keys in
        guard keys.count == 2, parents.contains(keys[0]), !keys[1].isEmpty else { return [] }
        return [Place(lines: file.block(at: number)) { _ in [] }]
      }
    }
  }

  private static func handoffs(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "truth.yaml" || file.path == "patterns.yaml" else { return [] }
    return lines(of: file) { number, keys in
      guard keys.last == "handoff" else { return [] }
      let indent = String(file.lines[number].prefix { $0 == " " })
      return [
        Place(lines: number..<number + 1) { random in
          [indent + "handoff: " + context.handoffs[random.below(context.handoffs.count)]]
        }
      ]
    }
  }

  /// One dropped, or a claimant of it; also an expectation of presence.
  private static func prerequisites(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "truth.yaml" else { return [] }
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      guard line.hasPrefix("  - "), ["prerequisites", "presence"].contains(keys.first) else {
        return []
      }
      let whole = Place(lines: file.block(at: number)) { _ in [] }
      guard let list = InlineList(behind: "by", in: line) else { return [whole] }
      let roles = ["storefront", "marketplace", "erp", "payment", "wms", "carrier"]
      return [
        whole,
        Place(lines: number..<number + 1) { random in
          [list.replaced(by: varied(list.elements, of: roles, &random), in: line)]
        },
      ]
    }
  }

  private static func facetStates(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "facets.yaml" else { return [] }
    return lines(of: file) { number, keys in
      guard keys.count == 3, let states = context.states[keys[1]] else { return [] }
      let line = file.lines[number]
      let lists = ["irreversible", "optional", "ignore"].compactMap { key in
        InlineList(behind: key, in: line).map { list in
          Place(lines: number..<number + 1) { random in
            [list.replaced(by: varied(list.elements, of: states, &random), in: line)]
          }
        }
      }
      guard keys[2] == "rollup" else { return lists }
      let words = RulebookText.words(line).filter { word in
        ["full: ", "partial: "].contains { line[..<word.lowerBound].hasSuffix($0) }
      }
      return lists
        + words.map { word in
          Place(lines: number..<number + 1) { random in
            [line.replacing(word, with: states[random.below(states.count)])]
          }
        }
    }
  }

  private static func moves(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "facets.yaml" else { return [] }
    return lines(of: file) { number, keys in
      guard keys.contains("moves"), file.lines[number].contains("- {") else { return [] }
      return [Place(lines: number..<number + 1) { _ in [] }]
    }
  }

  private static func causes(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.path == "patterns.yaml" else { return [] }
    return lines(of: file) { number, keys in
      guard keys == ["causes"] else { return [] }
      let list = file.block(at: number).dropFirst()
      return [Place(lines: list) { swapped(Array(file.lines[list]), &$0) }]
    }
  }
}
