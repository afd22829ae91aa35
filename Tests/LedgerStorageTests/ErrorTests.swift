import Glibc
import LedgerStorage
import Testing

@Suite("Words of errors")
struct ErrorTests {
  private static let all: [StorageError] = [
    .missing(path: "/l/x.mdb"), .exists(path: "/l/x.mdb"), .foreign(path: "/l/x.mdb"),
    .wrongPurpose(path: "/l/x.mdb", found: "log", expected: "index"),
    .newerFormat(path: "/l/x.mdb", found: 4, supported: 3),
    .olderFormat(path: "/l/x.mdb", found: 1, supported: 2),
    .readOnly(path: "/l/x.mdb"), .permissionDenied(path: "/l/x.mdb"),
    .full(path: "/l/x.mdb", limit: .disk), .full(path: "/l/x.mdb", limit: .map(bytes: 1024)),
    .lockedByAnotherWriter(path: "/l/x.mdb", processID: 12),
    .lockedByAnotherWriter(path: "/l/x.mdb", processID: nil),
    .openInThisProcess(path: "/l/x.mdb"), .unregisteredReader(path: "/l/x.mdb"),
    .corrupted(path: "/l/x.mdb", detail: "table numbers is missing"),
    .tooManyReaders(path: "/l/x.mdb", limit: 512),
    .addressSpace(path: "/l/x.mdb", bytes: 1024),
    .keySize(path: "/l/x.mdb", table: "words", bytes: 600, bytesMax: 511),
    .valueSize(path: "/l/x.mdb", table: "words", bytes: 600),
    .outOfOrder(path: "/l/x.mdb", table: "log"), .transactionTooLarge(path: "/l/x.mdb"),
    .io(path: "/l/x.mdb", errno: EIO),
  ]

  @Test("every error says where, and what to do, in at least two sentences", arguments: all)
  func sentences(error: StorageError) {
    let text = error.description
    #expect(text.contains("/l/x.mdb"))
    #expect(text.hasSuffix("."))
    #expect(text.split(separator: ". ").count >= 2 || text.contains(": "))
    #expect(!text.contains("MDB") && !text.contains("LMDB"))
    #expect(error.code.allSatisfy { $0.isLowercase || $0 == "_" })
  }

  @Test("the sentences people meet most are these")
  func golden() {
    #expect(
      StorageError.lockedByAnotherWriter(path: "/l/writer.lock", processID: 12).description
        == "/l/writer.lock is locked: process 12 writes to this ledger. "
        + "Send the command to that process, or stop it first; reading works meanwhile.")
    #expect(
      StorageError.newerFormat(path: "/l/log.mdb", found: 4, supported: 3).description
        == "/l/log.mdb has format 4; this program reads up to 3. "
        + "Use the version of the program that wrote it, or a later one.")
    #expect(
      StorageError.full(path: "/l/log.mdb", limit: .disk).description
        == "No space is left for /l/log.mdb; nothing of this change was written. "
        + "Free space on its disk and try again; what was acknowledged before is intact.")
  }

  @Test("codes differ from each other")
  func codes() {
    // Two cases are listed twice.
    #expect(Set(Self.all.map(\.code)).count == Self.all.count - 2)
  }
}
