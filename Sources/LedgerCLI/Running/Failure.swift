import LedgerEngine
import LedgerServer

/// Why a command could not do what it was asked: one sentence that says what, where and what to do.
struct Failure: Error {
  /// Stable, for programs.
  var code: String
  var message: String
  var exitCode: Int32 = 2

  var json: JSONValue {
    .object([
      ("error", .object([("code", .string(code)), ("message", .string(message))]))
    ])
  }
}

extension Failure {
  /// Nil for errors of the argument parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as LedgerError:
      self.init(
        code: error.code, message: "\(error)",
        exitCode: error.isDiskFailure ? PageCheck.lostPagesExitCode : 2)
    case let error as ProofFault: self.init(code: "proof", message: "\(error)")
    case let error as OrderProofFault: self.init(code: "proof", message: "\(error)")
    case let error as RulebookErrors: self.init(code: "rulebook", message: "\(error)")
    case let error as IssuerFileFault: self.init(code: "oidc_file", message: "\(error)")
    case let error as CertificateFault: self.init(code: "certificate", message: "\(error)")
    case let error as TokenFault: self.init(code: "tokens", message: "\(error)")
    default: return nil
    }
  }

  static func notOneKey(path: String, count: Int) -> Failure {
    Failure(
      code: "not_one_key",
      message:
        "\(path) holds \(count) keys; give a file with one, as `orderledger keys show --current` "
        + "writes it")
  }

  static func badTime(_ text: String) -> Failure {
    Failure(
      code: "bad_time",
      message: "\(text) is neither a position nor an RFC 3339 time such as 2026-03-01T10:00:00Z",
      exitCode: 64)
  }
}

/// The answer was given, and it is no: a mismatch was found, a check did not pass.
struct NegativeAnswer: Error {
  var exitCode: Int32 = 1
}
