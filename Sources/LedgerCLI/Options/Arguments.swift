public import ArgumentParser
public import LedgerEngine

// How values of the ledger are written on the command line.

extension Cause: ExpressibleByArgument {
  public init?(argument: String) {
    guard let cause = Cause.allCases.first(where: { $0.name == argument }) else { return nil }
    self = cause
  }

  public static var allValueStrings: [String] { allCases.map(\.name) }
  public var defaultValueDescription: String { name }
}

extension DisagreementStatus: ExpressibleByArgument {
  public init?(argument: String) {
    guard let status = DisagreementStatus.allCases.first(where: { $0.name == argument }) else {
      return nil
    }
    self = status
  }

  public static var allValueStrings: [String] { allCases.map(\.name) }
  public var defaultValueDescription: String { name }
}

extension Interval: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}
