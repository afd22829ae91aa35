import LedgerEngine

/// What a body is refused with; nil where it throws nothing of ours.
func refusal(_ body: () throws -> some Any) -> (code: String, text: String)? {
  do {
    _ = try body()
    return nil
  } catch let error as LedgerError {
    return (error.code, "\(error)")
  } catch {
    return nil
  }
}

/// The code of what a body is refused with.
func code(_ body: () throws -> some Any) -> String? { refusal(body)?.code }
