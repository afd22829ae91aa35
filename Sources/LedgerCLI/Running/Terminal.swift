import Glibc

/// Standard output or standard error.
struct Terminal {
  static let output = Terminal(descriptor: STDOUT_FILENO)
  static let error = Terminal(descriptor: STDERR_FILENO)

  let descriptor: Int32

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Colours only where a person looks; https://no-color.org.
  var hasColors: Bool {
    isTerminal && (environmentText("NO_COLOR") ?? "").isEmpty && environmentText("TERM") != "dumb"
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
        if count < 0, errno == EINTR { continue }
        // Nobody reads any more (a closed pipe), or the disk is full: no words would arrive either.
        guard count > 0 else { exit(2) }
        rest = rest.dropFirst(count)
      }
    }
  }
}

/// The value of an environment variable; nil where it is not set.
func environmentText(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
