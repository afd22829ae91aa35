import Glibc
import LedgerEngine

/// What happens where a file of a ledger is cut short while it is open, or its disk fails: reading a
/// page that is gone is a signal (SIGBUS), from which no program can go on.
enum LostPages {
  /// Ends the process with words and an exit code of its own in place of a bare crash. A handler may
  /// do no more than write what stands ready, and end the process.
  static func install(wantsJSON: Bool) {
    var action = sigaction()
    if wantsJSON {
      action.__sigaction_handler.sa_handler = { _ in
        LostPages.write(LostPages.json, to: STDOUT_FILENO)
        LostPages.end()
      }
    } else {
      action.__sigaction_handler.sa_handler = { _ in LostPages.end() }
    }
    sigemptyset(&action.sa_mask)
    sigaction(SIGBUS, &action, nil)
  }

  private static var words: StaticString {
    """
    error: a file of the ledger was cut short, or its disk failed, while it was open. Stop all that \
    uses the ledger and run `orderledger verify`; restore a damaged log from a backup, rebuild a \
    damaged index.

    """
  }

  private static var json: StaticString {
    """
    {"error":{"code":"lost_pages","message":"a file of the ledger was cut short, or its disk failed, \
    while it was open; restore a damaged log from a backup, rebuild a damaged index"}}

    """
  }

  private static func end() -> Never {
    write(words, to: STDERR_FILENO)
    _exit(PageCheck.lostPagesExitCode)
  }

  private static func write(_ text: StaticString, to descriptor: Int32) {
    _ = Glibc.write(descriptor, text.utf8Start, text.utf8CodeUnitCount)
  }
}
