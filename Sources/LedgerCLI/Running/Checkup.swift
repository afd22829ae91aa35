import LedgerEngine
import LedgerText

/// Looks over a ledger and its surroundings.
struct Checkup {
  enum Result: String { case ok, warning, problem }

  struct Check {
    var name: String
    var result: Result
    /// What was found and, where it is not well, what to do.
    var words: String

    var json: JSONValue {
      .object([
        ("check", .string(name)), ("result", .string(result.rawValue)), ("detail", .string(words)),
      ])
    }
  }

  /// Below this a full disk is near: 1 GiB.
  private static let freeBytesMin: UInt64 = 1 << 30

  let options: LedgerOptions
  let silentFor: Interval
  let secrets: SecretOptions
  /// Where its backup is.
  let backupFolder: String?

  func checks() throws -> [Check] {
    let surroundings = try Surroundings.ofCommands(masterKey: options.masterKey)
    var checks = [disk, clock(surroundings)]
    let opened: Ledger
    do {
      opened = try options.openForReading()
    } catch let error as LedgerError {
      return [Check(name: "open", result: .problem, words: "\(error)")] + checks
    }
    let isCurrent = opened.locked.isEmpty
    checks.insert(
      Check(
        name: "open", result: isCurrent ? .ok : .warning,
        words: "the ledger opens; its log ends before position \(opened.nextPosition), its index "
          + (isCurrent ? "is current" : "is not current, and the master key is not given")), at: 0)
    checks += [permissions, disks].compactMap { $0 }
    checks += [signing(opened, surroundings), backup(opened, surroundings)]
    checks += [archives(opened), rulebook(opened)].compactMap { $0 }
    checks.append(try quarantine(opened))
    return checks + secrets(opened) + (try channels(opened))
  }

  private func secrets(_ opened: Ledger) -> [Check] {
    do {
      let secrets = try secrets.load(options)
      let channels = try ChannelsCommand.Channel.all(in: opened, asOf: opened.now, secrets)
      let known = Set(channels.map(\.report.channel.name))
      var checks: [Check] = []
      for channel in channels where channel.unusable > 0 {
        checks.append(
          Check(
            name: "secrets", result: .problem,
            words: "channel \(channel.report.channel.name): \(channel.verification); deliveries "
              + "that need the others are refused, so correct the secret or the kind's scheme"))
      }
      for name in secrets.filedChannels where !known.contains(name) {
        checks.append(
          Check(
            name: "secrets", result: .warning,
            words: "there is a secret for a channel \(name) that the ledger does not know"))
      }
      guard checks.isEmpty else { return checks }
      let count = channels.count { $0.usable > 0 }
      return [
        Check(
          name: "secrets", result: .ok,
          words: "\(Words.count(count, "channel")) of \(channels.count) with a secret")
      ]
    } catch {
      return [Check(name: "secrets", result: .problem, words: "\(error)")]
    }
  }

  private var disk: Check {
    guard let free = LedgerFiles(directory: options.directory).freeBytes else {
      return Check(
        name: "disk", result: .problem,
        words: "\(options.directory) cannot be looked at; check that it exists")
    }
    let words = "\(Words.bytes(free)) free on its disk"
    guard free < Checkup.freeBytesMin else { return Check(name: "disk", result: .ok, words: words) }
    return Check(
      name: "disk", result: .problem, words: "\(words); make room before it is full")
  }

  private func clock(_ surroundings: Surroundings) -> Check {
    switch surroundings.clock() {
    case .unsynchronised:
      Check(
        name: "clock", result: .warning,
        words: "the machine's clock is not synchronised, and entries say so; start a time service "
          + "such as chrony")
    default:
      Check(name: "clock", result: .ok, words: "the clock says \(surroundings.now().rfc3339)")
    }
  }

  private func rulebook(_ opened: Ledger) -> Check {
    let active = opened.rulebook
    let name = "\(active.name) \(active.revision.short) is active"
    let missing = opened.channels.filter { active.kinds[$0.kind] == nil }.map(\.name)
    guard !missing.isEmpty else { return Check(name: "rulebook", result: .ok, words: name) }
    return Check(
      name: "rulebook", result: .problem,
      words: "\(name), and has no kind for \(missing.joined(separator: ", ")): all that they send "
        + "is quarantined; add the kind and activate")
  }

  private func quarantine(_ opened: Ledger) throws -> Check {
    let count = try opened.totals().items[.quarantined] ?? 0
    guard count > 0 else {
      return Check(name: "quarantine", result: .ok, words: "nothing is in quarantine")
    }
    return Check(
      name: "quarantine", result: .warning,
      words: "\(Words.count(count, "item")) in quarantine; see `orderledger quarantine list`")
  }

  private func channels(_ opened: Ledger) throws -> [Check] {
    let silent = try opened.channelReports(asOf: opened.now).filter { report in
      report.silence.map { $0 >= silentFor } ?? true
    }
    guard !silent.isEmpty else {
      return [Check(name: "channels", result: .ok, words: "every channel was heard lately")]
    }
    return silent.map { report in
      let name = report.channel.name
      let words =
        report.silence.map { "channel \(name) has been silent for \($0)" }
        ?? "channel \(name) was never heard"
      return Check(
        name: "channels", result: .warning,
        words: "\(words); what waits for it is unobservable, so check that it is still connected")
    }
  }
}
