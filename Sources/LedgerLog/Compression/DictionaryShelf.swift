import Synchronization

/// The dictionaries that new bodies may use: the newest of each shape. A dictionary stands here
/// only after the commit that stored it, so that no body can name one that a crash would lose.
public final class DictionaryShelf: Sendable {
  private let newest = Mutex<[String: CompressionDictionary]>([:])
  private let changes = Atomic<Int>(0)

  public init() {}

  /// Goes up with every change; cheap to look at before each body.
  var version: Int { changes.load(ordering: .acquiring) }

  public var all: [CompressionDictionary] { newest.withLock { Array($0.values) } }

  public func newest(for shape: String) -> CompressionDictionary? {
    newest.withLock { $0[shape] }
  }

  func put(_ dictionaries: [CompressionDictionary]) {
    guard !dictionaries.isEmpty else { return }
    newest.withLock {
      for dictionary in dictionaries {
        if let old = $0[dictionary.shape], old.id > dictionary.id { continue }
        $0[dictionary.shape] = dictionary
      }
    }
    changes.add(1, ordering: .releasing)
  }
}
