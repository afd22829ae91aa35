/// Who runs a command, as the log records it.
enum Actor {
  static var current: String {
    let user = environmentText("USER") ?? environmentText("LOGNAME") ?? ""
    return user.isEmpty ? "operator" : "operator:\(user)"
  }
}
