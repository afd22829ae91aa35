import Glibc
import LedgerStorage
import Testing

/// Damages a file in many ways, one at a time, and holds the walk against what the store then does.
struct DamageCampaign {
  /// Times each kind of finding came first.
  var found: [String: Int] = [:]
  /// The walk was content, and all rows were there as they had been.
  var withoutEffect = 0
  /// The walk was content, and bytes of keys or values differ: for others to find.
  var inContents = 0
  /// The walk was content, and the store read another commit.
  var inCommit = 0
  /// The store could read all in spite of what was found.
  var needless = 0
  /// The store would have ended the process.
  var crashes = 0
  /// What should not be.
  var failures: [String] = []

  /// As many as `ORDERLEDGER_FLIPS` says.
  static func count(usually: Int) -> Int {
    getenv("ORDERLEDGER_FLIPS").flatMap { Int(String(cString: $0)) } ?? usually
  }

  /// - Parameters:
  ///   - readsAll: whether the store is tried on files too in which something was found.
  mutating func run(
    on pristine: [UInt8], count: Int, seed: UInt64, readsAll: Bool, scratch: Scratch
  ) throws {
    let reader = try RowReader()
    scratch.writeFile("pristine.mdb", pristine)
    guard case .read(let rows, let hash) = try reader.read(scratch.directory + "/pristine.mdb")
    else {
      failures.append("the file cannot be read as it is")
      return
    }
    var random = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let damage = Damage.random(of: pristine, &random)
      var bytes = pristine
      damage.apply(to: &bytes)
      guard bytes != pristine else { continue }
      scratch.writeFile("damaged.mdb", bytes)
      let path = scratch.directory + "/damaged.mdb"
      let report = try PageWalk.report(path: path)
      if let first = report.findings.first { found[first.fault.code, default: 0] += 1 }
      guard report.isSound || readsAll else { continue }
      let answer = try reader.read(path)
      switch answer {
      case .read(rows, hash): report.isSound ? (withoutEffect += 1) : (needless += 1)
      case .read(rows, _) where report.isSound: inContents += 1
      case .read where report.isSound: inCommit += 1
      case .read: needless += 1
      default:
        if case .killed = answer { crashes += 1 }
        if report.isSound { failures.append("\(damage), seed \(seed): reading: \(answer)") }
      }
      guard report.isSound else { continue }
      let changed = try reader.change(path)
      let after = try PageWalk.report(path: path)
      if case .read = changed, after.isSound { continue }
      failures.append("\(damage), seed \(seed): writing: \(changed), \(after.findings.prefix(3))")
    }
  }

  var summary: String {
    let all = found.values.reduce(0, +)
    let list = found.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return "found \(all) (\(list.joined(separator: ", "))); of the rest \(withoutEffect) without "
      + "effect, \(inContents) in keys or values, \(inCommit) of another commit; the store was "
      + "killed by \(crashes) and could read \(needless) of those found"
  }
}
