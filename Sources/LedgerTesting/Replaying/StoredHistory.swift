import Glibc
public import LedgerEngine

/// A history in a ledger that is closed, of which any number of copies can be had: each a ledger of its
/// own with the same deliveries.
public final class StoredHistory: Sendable {
  public let rulebook: Rulebook
  /// All is judged then, unless another time is asked for.
  public let asOf: AsOf
  let begin: Timestamp
  /// All words in its deliveries, in lower case.
  let words: Set<String>
  private let directory: TemporaryDirectory
  private let seed: UInt64

  /// - Parameters:
  ///   - lines: deliveries in NDJSON, each with its channel.
  ///   - channels: registered before the first delivery.
  ///   - end: what the clock shows behind the last.
  public init(
    of lines: [[UInt8]], channels: [String] = [], rulebook: Rulebook, begin: Timestamp,
    end: Timestamp, seed: UInt64
  ) throws {
    self.rulebook = rulebook
    self.seed = seed
    self.begin = begin
    words = StoredHistory.words(in: lines)
    asOf = AsOf(time: end)
    directory = TemporaryDirectory()
    let ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: rulebook, begin: begin,
      surroundings: .test(clock: ManualClock(end), seed: seed))
    for channel in channels {
      _ = try ledger.register(channel: channel, kind: nil, account: nil, at: begin)
    }
    for start in stride(from: 0, to: lines.count, by: 500) {
      _ = try ledger.take(recorded: Array(lines[start..<min(start + 500, lines.count)]))
    }
    try ledger.close()
  }

  private static func words(in lines: [[UInt8]]) -> Set<String> {
    var words: Set<[UInt8]> = []
    for line in lines {
      for word in line.split(whereSeparator: { !isWord($0) }) {
        words.insert(word.map { isLetter($0) ? $0 | 0x20 : $0 })
      }
    }
    return Set(words.map { String(decoding: $0, as: UTF8.self) })
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || isLetter(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  /// What a simulated retailer's systems said.
  public convenience init(
    of options: SimulationOptions, rulebook: Rulebook
  ) throws {
    try self.init(
      of: try Simulation.lines(of: options), rulebook: rulebook, begin: options.start,
      end: options.horizon, seed: options.seed)
  }

  /// A ledger with this history, open for writing; its files are removed with it.
  public struct Copy: Sendable {
    public let ledger: Ledger
    public let directory: TemporaryDirectory
  }

  public func copy(activating rulebook: Rulebook? = nil) throws -> Copy {
    let copy = TemporaryDirectory()
    let target = copy.path + "/ledger"
    guard mkdir(target, 0o700) == 0 else { throw NotCopied(path: target, errno: errno) }
    for name in try StoredHistory.names(in: directory.path + "/ledger") {
      try StoredHistory.copy("\(directory.path)/ledger/\(name)", to: "\(target)/\(name)")
    }
    let ledger = try Ledger.openForWriting(
      directory: target, surroundings: .test(clock: ManualClock(asOf.time), seed: seed))
    if let rulebook { try ledger.activate(rulebook) }
    return Copy(ledger: ledger, directory: copy)
  }

  public struct NotCopied: Error {
    public let path: String
    public let errno: Int32
  }

  private static func names(in path: String) throws -> [String] {
    guard let directory = opendir(path) else { throw NotCopied(path: path, errno: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func copy(_ source: String, to target: String) throws {
    let input = open(source, O_RDONLY)
    let output = open(target, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    defer {
      close(input)
      close(output)
    }
    guard input >= 0, output >= 0 else { throw NotCopied(path: source, errno: errno) }
    while case let count = sendfile(output, input, nil, 1 << 30), count != 0 {
      guard count > 0 else { throw NotCopied(path: source, errno: errno) }
    }
  }
}
