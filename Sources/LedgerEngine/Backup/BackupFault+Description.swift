import LedgerCore

extension BackupFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .busy(let path):
      "\(path) is being written by another process; let it finish, or stop it and run this again"
    case .exists(let path):
      "\(path) is there already, and a backup is never written over; give another name, or a folder, "
        + "which takes in what is new"
    case .noSpace(let path):
      "\(path) cannot be written: the disk is full. What was backed up before is complete; make room "
        + "and run this again"
    case .nothingThere(let path): "there is no backup in \(path)"
    case .foreign(let path): "\(path) is not a backup that this program wrote"
    case .cutShort(let path):
      "\(path) was cut short: its end is missing. Get another copy of the file; without it, what "
        + "follows it cannot be restored"
    case .altered(let path):
      "\(path) was altered or damaged: its SHA-256 is not the one that it was completed with. Get "
        + "another copy of the file; without it, what follows it cannot be restored"
    case .contradiction(let path, let detail): "\(path) contradicts itself: \(detail)"
    case .missing(let number, let path):
      "file \(number) of the backup at \(path) is missing; give all its files, or get another copy of it"
    case .broken(let path, let before):
      "\(path) does not continue \(before): one of them was exchanged, or they are of different backups"
    case .otherLedger(let path, let found, let expected):
      "\(path) is a backup of the ledger \(found), not of \(expected); give another folder"
    case .logShorter(let backed, let log):
      "the backup holds \(backed) entries, and the log has \(log): the log was put back to an earlier "
        + "state. Nothing was backed up; restore the newest backup, or give a new folder"
    case .logDiffers(let backed):
      "the first \(backed) entries of the log are not those that were backed up: the log was altered, "
        + "or put back and continued otherwise. Nothing was backed up; run `orderledger verify`, and give a "
        + "new folder where that is as it should be"
    case .logInconsistent(let through):
      "the entries before \(through) do not give the root that the log's hash tree gives: the log is "
        + "damaged. Nothing of it was backed up; run `orderledger verify`"
    case .inLedger(let path):
      "\(path) is in the ledger's own directory; a backup belongs on another disk"
    case .notEmpty(let path):
      "\(path) is there already: what is restored needs a directory without a log and an index. Give "
        + "another one, or move these files away"
    case .beyondEnd(let position, let end):
      "the backup has no position \(position); it ends before \(end)"
    case .beforeFirst:
      "a ledger begins with two entries that say what it is; give a later position or time"
    case .encryptedFork:
      "bodies of this ledger are encrypted under keys that are bound to its id, so it cannot go on in "
        + "another name. Restore it without --fork"
    case .rolledBack(let checkpoint, let signed, let size):
      "\(checkpoint): a checkpoint of \(signed) entries was signed, and this has \(size). It is an earlier "
        + "state; find a newer backup. To go on without what came later, as a ledger that signs in "
        + "another name: --fork NAME"
    case .rootDiffers(let checkpoint, let size, let signed, let found):
      "\(checkpoint): the first \(size) entries had the root \(signed.short) when they were signed, and "
        + "have \(found.short) here. They were altered; find another backup"
    case .checkpointRefused(let path, let fault): "\(path): \(fault)"
    }
  }
}
