/// Why a data set cannot be converted.
public enum ConversionError: Error, Equatable, CustomStringConvertible {
  case missingColumn(name: String)
  case shortRecord(line: Int, fields: Int, expected: Int)
  case badTime(line: Int, text: String)
  case badNumber(line: Int, text: String)

  public var description: String {
    switch self {
    case .missingColumn(let name):
      "the file has no column '\(name)'; is it the right data set?"
    case .shortRecord(let line, let fields, let expected):
      "record \(line) has \(fields) fields, and the heading \(expected)"
    case .badTime(let line, let text):
      "record \(line): '\(text)' is not a time such as 2018-01-03T09:49:00.000+01:00"
    case .badNumber(let line, let text):
      "record \(line): '\(text)' is not a whole number"
    }
  }
}
