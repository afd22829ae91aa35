import LedgerStorage
import LedgerStorageWriting

/// Any error, so that expectations may stand inside a transaction.
struct Untyped: StorageErrorConvertible {
  let error: any Error
  init(_ error: StorageError) { self.error = error }
  init(any error: any Error) { self.error = error }
}

extension Environment {
  func look<Result>(
    _ body: (borrowing ReadTransaction) throws -> Result
  ) throws -> Result {
    do {
      return try read(failingWith: Untyped.self) { transaction throws(Untyped) in
        do { return try body(transaction) } catch { throw Untyped(any: error) }
      }
    } catch { throw error.error }
  }
}

extension WritableEnvironment {
  func look<Result>(
    _ body: (borrowing ReadTransaction) throws -> Result
  ) throws -> Result {
    try reading.look(body)
  }

  func change<Result>(
    _ body: (borrowing WriteTransaction) throws -> Result
  ) throws -> Result {
    do {
      return try write(failingWith: Untyped.self) { transaction throws(Untyped) in
        do { return try body(transaction) } catch { throw Untyped(any: error) }
      }
    } catch { throw error.error }
  }
}
