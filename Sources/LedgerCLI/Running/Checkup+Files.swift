import LedgerEngine
import LedgerText

extension Checkup {
  /// How old the last checkpoint may be while the log goes on.
  private static let unsignedMax = Interval.days(7)

  /// Names and addresses are in the files.
  var permissions: Check {
    let files = LedgerFiles(directory: options.directory)
    let wide = files.readableByOthers
    guard let first = wide.first else {
      return Check(
        name: "permissions", result: .ok, words: "directory and files are for their owner alone")
    }
    let others = wide.count > 1 ? " and \(wide.count - 1) more" : ""
    return Check(
      name: "permissions", result: .warning,
      words:
        "\(first)\(others) can be read by other users; `chmod -R go= \(options.directory)` takes "
        + "that away")
  }

  /// Nil on a local disk.
  var disks: Check? {
    guard let kind = LedgerFiles(directory: options.directory).networkFileSystem else { return nil }
    return Check(
      name: "file system", result: .problem,
      words:
        "the ledger is on \(kind), where memory maps and locks do not hold between machines; move "
        + "it to a local disk")
  }

  func signing(_ opened: Ledger, _ surroundings: Surroundings) -> Check {
    let end = opened.nextPosition.rawValue
    do {
      guard !opened.checkpointSizes().isEmpty else {
        return Check(
          name: "checkpoint", result: .warning,
          words: "nothing was signed yet, so nobody else can tell whether the log is altered; run "
            + "`orderledger checkpoint` now and then, and give what it writes to somebody else")
      }
      let size = try opened.lastCheckpoint().checkpoint.size
      guard size < end else {
        return Check(name: "checkpoint", result: .ok, words: "all \(size) entries are signed")
      }
      let since = try opened.asOf(position: LogPosition(size)).time
      let age = surroundings.now() - since
      let words = "\(Words.count(Int(end - size), "entry", "entries")) since the last checkpoint"
      guard age > Checkup.unsignedMax else {
        return Check(name: "checkpoint", result: .ok, words: words)
      }
      return Check(
        name: "checkpoint", result: .warning,
        words: "\(words), the first \(age) ago; run `orderledger checkpoint`")
    } catch {
      return Check(name: "checkpoint", result: .problem, words: "\(error)")
    }
  }

  /// Nil where nothing is archived.
  func archives(_ opened: Ledger) -> Check? {
    do {
      let files = try opened.archives()
      guard !files.isEmpty else { return nil }
      guard let missing = files.first(where: { !$0.isThere }) else {
        return Check(
          name: "archives", result: .ok,
          words: "\(Words.count(files.count, "file")) of archived bodies, all there")
      }
      return Check(
        name: "archives", result: .problem,
        words: "\(missing.path) is not there, or not whole, and bodies in it cannot be read; mount "
          + "its folder, or say where it is now with `orderledger archive --moved-to DIR`")
    } catch {
      return Check(name: "archives", result: .problem, words: "\(error)")
    }
  }

  /// How far a backup may be behind.
  private static let unbackedMax = Interval.days(2)

  func backup(_ opened: Ledger, _ surroundings: Surroundings) -> Check {
    guard let folder = backupFolder else {
      return Check(
        name: "backup", result: .warning,
        words:
          "not looked at: name its folder with --backup or ORDERLEDGER_BACKUP; if there is none, "
          + "see `orderledger help backup`")
    }
    do {
      let end = try Backup.end(of: folder)
      guard end.ledger == opened.id else {
        return Check(
          name: "backup", result: .problem, words: "\(folder) holds another ledger, \(end.ledger)")
      }
      let missing = opened.nextPosition.rawValue - min(opened.nextPosition, end.next).rawValue
      guard missing > 0 else {
        return Check(name: "backup", result: .ok, words: "\(folder) has all of the log")
      }
      let age = surroundings.now() - (try opened.asOf(position: end.next).time)
      let words =
        "\(folder) lacks \(Words.count(Int(missing), "entry", "entries")), the first \(age) old"
      guard age > Checkup.unbackedMax else {
        return Check(name: "backup", result: .ok, words: words)
      }
      return Check(
        name: "backup", result: .warning, words: "\(words); run `orderledger backup \(folder)`")
    } catch {
      return Check(name: "backup", result: .problem, words: "\(error)")
    }
  }
}
