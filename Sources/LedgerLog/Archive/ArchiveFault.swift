internal import Glibc

/// Why a file of archived bodies cannot be read or made. Cases hold facts only.
public enum ArchiveFault: Error, Hashable, Sendable {
  /// It is not there, or cannot be read.
  case unreadable(path: String, errno: Int32)
  /// It cannot be written.
  case unwritable(path: String, errno: Int32)
  /// It is another file than the one that the log names.
  case foreign(path: String)
  /// Its bytes are not those that were written.
  case altered(path: String)
  /// A block of it is not what the format describes.
  case damaged(path: String, block: Int, FormatFault)
  /// The folder's path is longer than the log can note.
  case folderTooLong(path: String)
}

extension ArchiveFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let errno):
      "The bodies that were archived in \(path) cannot be read: \(text(errno)). Mount its "
        + "folder, or say where it is now with `orderledger archive --moved-to DIR`."
    case .unwritable(let path, let errno):
      "\(path) cannot be written: \(text(errno)). Nothing was taken from the log."
    case .foreign(let path):
      "\(path) is not the archive that the log names. Put the right file there, or say where it is with "
        + "`orderledger archive --moved-to DIR`."
    case .altered(let path):
      "\(path) was altered since it was written: its SHA-256 is another. Put a copy of it there."
    case .damaged(let path, let block, let fault):
      "Block \(block) of \(path) is damaged: \(fault). Put a copy of the file there."
    case .folderTooLong(let path):
      "The folder \(path) has a path of more than \(ArchiveReference.folderBytesMax) bytes. Choose a "
        + "shorter one."
    }
  }

  private func text(_ errno: Int32) -> String { String(cString: strerror(errno)) }
}
