import LedgerCore

/// Changes of channels: what messages mean.
extension RandomRuleChanges.Kind {
  typealias Place = RandomRuleChanges.Place

  static var rows: [Self] {
    [
      Self(name: "a row's state", weight: 5, places: states),
      Self(name: "a row dropped", weight: 3, places: droppedRows),
      Self(name: "a row's time", weight: 2, places: scopedRows),
      Self(name: "a message", weight: 2, places: messages),
      Self(name: "a reference", weight: 1, places: references),
      Self(name: "an amount or a version", weight: 1, places: amounts),
    ]
  }

  /// Each line of a file that is told apart by its keys.
  static func lines(
    of file: RulebookText, _ places: (_ line: Int, _ keys: [String]) -> [Place]
  ) -> [Place] {
    zip(file.lines.indices, file.keys).flatMap { places($0, $1) }
  }

  /// The facet of which a line of a channel speaks.
  private static func facet(_ keys: [String]) -> String? {
    guard let place = keys.lastIndex(of: "facets"), place + 1 < keys.count else { return nil }
    return keys[place + 1]
  }

  private static func states(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.isChannel else { return [] }
    return lines(of: file) { number, keys in
      guard let facet = facet(keys), let states = context.states[facet] else { return [] }
      let line = file.lines[number]
      let others = states + ["none", "quarantine"]
      return RulebookText.words(line).compactMap { word in
        guard others.contains(String(line[word])), !line[word.upperBound...].hasPrefix(":"),
          isHeard(line[..<word.lowerBound], context)
        else { return nil }
        return Place(lines: number..<number + 1) { random in
          [line.replacing(word, with: others[random.below(others.count)])]
        }
      }
    }
  }

  /// Whether what is before a state is no value of a table, or one that was ever told.
  private static func isHeard(
    _ before: Substring, _ context: RandomRuleChanges.Context
  ) -> Bool {
    guard let colon = before.lastIndex(of: ":") else { return true }
    let value = before[..<colon].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let isRow = ["then", "any", "null", "absent"].contains(String(value.reversed()))
    return isRow || context.heard.contains(String(value.reversed()).lowercased())
  }

  private static func droppedRows(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.isChannel else { return [] }
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      let isRow = ["facets", "presence", "traits", "origin", "hop"].contains { keys.contains($0) }
      let isEntry = keys.count > 1 && keys[keys.count - 2] == "table"
      guard isRow else { return [] }
      if isEntry, !isHeard(line[...], context) { return [] }
      if isEntry || line.drop(while: { $0 == " " }).hasPrefix("- {") {
        return [Place(lines: number..<number + 1) { _ in [] }]
      }
      guard let table = InlineList(behind: "table", in: line) else { return [] }
      return [
        Place(lines: number..<number + 1) { random in
          var elements = table.elements
          elements.remove(at: random.below(elements.count))
          return [table.replaced(by: elements, in: line)]
        }
      ]
    }
  }

  /// A row that is in force for a part of the history.
  private static func scopedRows(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.isChannel else { return [] }
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      guard facet(keys) != nil else { return [] }
      let isInline = line.contains("- {") && line.contains("then: ") && line.hasSuffix(" }")
      guard isInline || line.contains("- from: ") else { return [] }
      return [
        Place(lines: number..<number + 1) { random in
          let key = random.chance(0.5) ? "effective-from" : "effective-until"
          let time = "\(key): \(context.times[random.below(context.times.count)])"
          guard isInline else {
            let indent = String(repeating: " ", count: RulebookText.indent(line) + 2)
            return [line, indent + time]
          }
          return [line.dropLast(2) + ", \(time) }"]
        }
      ]
    }
  }

  private static func messages(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.isChannel else { return [] }
    let all = zip(file.lines, file.keys).filter { $1.count == 2 && $1[0] == "messages" }
    let meanings = Set(all.compactMap { $0.0.split(separator: " ").last.map(String.init) })
      .sorted()
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      // What was never about an order stays so.
      guard keys.count == 2, keys[0] == "messages", !keys[1].isEmpty,
        !line.hasSuffix(": noted"), let colon = line.lastIndex(of: ":")
      else { return [] }
      return [
        Place(lines: number..<number + 1) { random in
          random.chance(0.5)
            ? [] : ["\(line[...colon]) \(meanings[random.below(meanings.count)])"]
        }
      ]
    }
  }

  private static func references(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.isChannel else { return [] }
    return lines(of: file) { number, keys in
      let line = file.lines[number]
      let classes = ["identity", "part", "link"]
      guard keys.contains("references"),
        let old = classes.first(where: { line.contains("- { \($0): ") })
      else { return [] }
      return [
        Place(lines: number..<number + 1) { random in
          guard random.chance(0.5) else { return [] }
          let new = classes[random.below(classes.count)]
          return [line.replacing("- { \(old): ", with: "- { \(new): ")]
        }
      ]
    }
  }

  private static func amounts(
    _ file: RulebookText, _ context: RandomRuleChanges.Context
  ) -> [Place] {
    guard file.isChannel else { return [] }
    return lines(of: file) { number, keys in
      let isAmount = keys.count > 1 && keys[keys.count - 2] == "amounts"
      guard isAmount || keys.last == "version" || keys.last == "amounts",
        file.block(at: number).count == 1, file.lines[number].contains("{")
      else { return [] }
      return [Place(lines: number..<number + 1) { _ in [] }]
    }
  }
}
