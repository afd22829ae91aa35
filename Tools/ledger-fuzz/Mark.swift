import Foundation

/// What a process is at, in a file that outlives it: written through shared memory, so that marking costs
/// nothing and is there whatever ends the process.
final class Mark {
  enum Stage: Int64 { case starting, preparing, appending, looking, closing }

  private let words: UnsafeMutablePointer<Int64>

  init(path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, 4_096) == 0,
      let memory = mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      memory != MAP_FAILED
    else { throw CocoaError(.fileWriteUnknown) }
    close(descriptor)
    words = memory.assumingMemoryBound(to: Int64.self)
  }

  deinit { munmap(words, 4_096) }

  func set(_ stage: Stage, _ iterations: Range<Int>) {
    words[0] = stage.rawValue
    words[1] = Int64(iterations.lowerBound)
    words[2] = Int64(iterations.upperBound)
  }

  var stage: Stage { Stage(rawValue: words[0]) ?? .starting }
  var iterations: Range<Int> { Int(words[1])..<max(Int(words[1]), Int(words[2])) }
}
