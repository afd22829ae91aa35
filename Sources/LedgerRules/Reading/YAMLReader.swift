import Yams

/// Reads a file into a `Tree` and reports all that is wrong with it as YAML.
package struct YAMLReader {
  static let sizeMax = 4 << 20
  static let depthMax = 64
  /// Each round repairs one doubled key; more than this and the first is told alone.
  private static let repairsMax = 256

  let file: String
  let problems: ProblemList

  package init(file: String, problems: ProblemList) {
    self.file = file
    self.problems = problems
  }

  /// Nil where the file is no YAML; then problems say why.
  package func read(_ bytes: [UInt8]) -> Tree? {
    guard bytes.count <= YAMLReader.sizeMax else {
      problems.report(.fileTooLarge(limit: YAMLReader.sizeMax), in: file)
      return nil
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      problems.report(.notUTF8, in: file, at: YAMLReader.placeOfBadByte(bytes))
      return nil
    }
    var repair = DuplicateKeyRepair(text: text)
    while true {
      do {
        let parser = try Parser(yaml: repair.text, resolver: .basic, encoding: .utf8)
        guard let node = try parser.singleRoot() else {
          return Tree(place: Place(line: 1, column: 1), form: .map([]))
        }
        // Nodes hold their anchors weakly: the parser owns them.
        return withExtendedLifetime(parser) {
          TreeBuilder(file: file, problems: problems, repair: repair).build(node)
        }
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        guard repair.count < YAMLReader.repairsMax,
          repair.mark(line: context.mark.line, column: context.mark.column)
        else {
          let place = Place(line: context.mark.line, column: context.mark.column)
          problems.report(
            .duplicateKey(keys.first ?? "", first: place.line), in: file, at: place)
          return nil
        }
      } catch {
        report(error)
        return nil
      }
    }
  }

  private func report(_ error: any Error) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let begun = context.map { ", \($0.text) that begins in line \($0.mark.line)" } ?? ""
      problems.report(
        .badYAML(problem + begun), in: file, at: Place(line: mark.line, column: mark.column))
    case YamlError.reader(let problem, let offset, _, let yaml):
      problems.report(.badYAML(problem), in: file, at: YAMLReader.place(of: offset ?? 0, in: yaml))
    default:
      problems.report(.badYAML("the parser gave up"), in: file)
    }
  }

  /// `offset` counts characters, as the parser does.
  private static func place(of offset: Int, in text: String) -> Place {
    var place = Place(line: 1, column: 1)
    for character in text.prefix(offset) {
      if character.isNewline {
        place = Place(line: place.line + 1, column: 1)
      } else {
        place.column += character.unicodeScalars.count
      }
    }
    return place
  }

  private static func placeOfBadByte(_ bytes: [UInt8]) -> Place {
    for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      if String(validating: line, as: UTF8.self) == nil { return Place(line: index + 1, column: 1) }
    }
    return Place(line: 1, column: 1)
  }
}
