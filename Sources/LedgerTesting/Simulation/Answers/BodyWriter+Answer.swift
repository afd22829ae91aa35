extension BodyWriter {
  /// One line of `answers.ndjson`.
  public func answer(_ answer: ExpectedDisagreement) {
    text(#"{"order":"#).quoted(answer.order)
    text(#","pattern":"#).quoted(answer.pattern.name)
    text(#","cause":"#).quoted(answer.cause.rawValue)
    text(#","opened":""#).milliseconds(answer.opened)
    text(#"","due":""#).milliseconds(answer.due).text(#"","closed":"#)
    if let closed = answer.closed {
      byte(UInt8(ascii: "\"")).milliseconds(closed).byte(UInt8(ascii: "\""))
    } else {
      text("null")
    }
    text(#","closing":"#)
    if let closing = answer.closing { quoted(closing.rawValue) } else { text("null") }
    text(#","status_at_end":"#)
    if let status = answer.statusAtEnd { quoted(status.rawValue) } else { text("null") }
    text("}\n")
  }
}
