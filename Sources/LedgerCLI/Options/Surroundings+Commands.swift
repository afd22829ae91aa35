import LedgerEngine

extension Surroundings {
  /// The machine's, with the time that `ORDERLEDGER_NOW` gives where it is set: for tests, and for
  /// reports that come out the same when they are made again.
  ///
  /// - Parameter masterKey: the file of the master key that was given on the command line.
  static func ofCommands(masterKey: String? = nil) throws -> Surroundings {
    var surroundings = Surroundings.machine
    surroundings.masterKey = MasterKeyPlace(file: masterKey).source
    guard let text = environmentText("ORDERLEDGER_NOW"), !text.isEmpty else { return surroundings }
    guard let fixed = Timestamp(rfc3339: text) else {
      throw Failure(
        code: "bad_time",
        message: "ORDERLEDGER_NOW is \(text), which is not an RFC 3339 time; correct or unset it",
        exitCode: 64)
    }
    surroundings.now = { fixed }
    surroundings.clock = { .stated }
    return surroundings
  }
}
