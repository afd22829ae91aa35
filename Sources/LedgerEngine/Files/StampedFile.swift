/// A file that is read again when it changes.
public struct StampedFile: Sendable {
  public let path: String
  private let stamp: FileStamp?

  /// To be made before the file is read: a change in between is then seen as one.
  public init(_ path: String) {
    self.path = path
    stamp = FileStamp(path: path)
  }

  /// Whether it is no longer what it was.
  public var hasChanged: Bool { FileStamp(path: path) != stamp }
}
