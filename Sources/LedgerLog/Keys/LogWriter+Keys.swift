public import LedgerCore

extension LogWriter {
  /// Whether the keys of a body that is to be appended are there: a subject may have been erased since
  /// it was sealed.
  public func isOpenable(_ sealed: SealedBody) -> Bool {
    reader.keys?.areCurrent(sealed.keys) ?? true
  }

  /// The same body under keys that its subjects have now.
  public func seal(
    _ sealed: SealedBody, again subjects: [Hash128], salt: Salt, for position: LogPosition
  ) throws(LogError) -> SealedBody {
    let payload = try reader.payload(of: sealed.stored, for: position)
    do throws(BodyFault) {
      return try makeSealer().seal(
        headers: payload.headers, body: payload.body, salt: salt, shape: "", subjects: subjects)
    } catch {
      switch error {
      case .format(let fault): throw .unwritable(position, fault)
      case .log(let error): throw error
      }
    }
  }
}
