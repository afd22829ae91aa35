import Dispatch
import Synchronization

/// Collects samples of each shape as bodies arrive, and has dictionaries trained off the append
/// path. What it trained waits for the writer, which stores it with the next batch.
///
/// Its cost is bounded: one training at a time, a few samples each, a few trainings per shape.
public final class DictionaryTrainer: Sendable {
  /// Runs a training. The default is one background queue for all.
  public typealias Runner = @Sendable (@escaping @Sendable () -> Void) -> Void

  public static let shapesMax = 1_024
  public static let samplesPerTraining = 64
  /// Memory of all samples that wait.
  public static let sampleBytesMax = 16 << 20
  /// Bodies that each sealer lets pass before a shape is looked at again: 16,384 after the first
  /// training, then 16 times as many after each.
  static let firstPause = 16_384
  static let pauseMax = 1 << 26

  struct Trained: Sendable {
    let shape: String
    let bytes: [UInt8]
  }

  fileprivate struct ShapeSamples {
    var samples: [[UInt8]] = []
    var trainings = 0
  }

  fileprivate struct State {
    var shapes: [String: ShapeSamples] = [:]
    var sampleBytes = 0
    var trained: [Trained] = []
  }

  private let state = Mutex(State())
  private let shelf: DictionaryShelf
  private let seed: UInt64
  private let run: Runner

  /// `seed` is that of the random values that scrubbing puts in place of real ones.
  public init(
    shelf: DictionaryShelf, seed: UInt64, run: @escaping Runner = DictionaryTrainer.background
  ) {
    self.shelf = shelf
    self.seed = seed
    self.run = run
  }

  /// Runs trainings one after the other on a thread of low priority.
  public static let background: Runner = { training in queue.async(execute: training) }
  private static let queue = DispatchQueue(label: "dictionary training", qos: .background)

  /// How long a sealer leaves a shape alone.
  struct Pause {
    /// Payloads still to let pass.
    var rest = 0
    /// Trainings of the shape that the sealer has paused for.
    var round = 0
  }

  /// Shows a canonical payload, for which the sealer's pause must be over.
  func offer(_ payload: [UInt8], shape: String, _ pause: inout Pause) {
    let samples = state.withLock { $0.take(payload, shape: shape, &pause) }
    if let samples { train(samples, shape: shape) }
  }

  private func train(_ samples: [[UInt8]], shape: String) {
    run { [self] in
      let bytes = DictionaryTraining.train(
        samples, seed: seed, current: shelf.newest(for: shape))
      guard let bytes else { return }
      state.withLock { $0.trained.append(Trained(shape: shape, bytes: bytes)) }
    }
  }

  /// Hands over what has been trained since the last call.
  func takeTrained() -> [Trained] {
    state.withLock { state in
      guard !state.trained.isEmpty else { return [] }
      defer { state.trained = [] }
      return state.trained
    }
  }
}

extension DictionaryTrainer.State {
  /// Keeps a sample; gives all samples of the shape once there are enough.
  fileprivate mutating func take(
    _ payload: [UInt8], shape: String, _ pause: inout DictionaryTrainer.Pause
  ) -> [[UInt8]]? {
    makeRoom(for: shape)
    var entry = shapes[shape] ?? .init()
    // Other sealers brought a training about: this one pauses for it too.
    if pause.round < entry.trainings {
      pause = entry.pause
      return nil
    }
    let sample = Array(payload.prefix(DictionaryTraining.sampleBytesMax))
    sampleBytes += sample.count
    entry.samples.append(sample)
    guard entry.samples.count >= DictionaryTrainer.samplesPerTraining else {
      shapes[shape] = entry
      return nil
    }
    let samples = entry.samples
    sampleBytes -= entry.sampleBytes
    entry = .init(samples: [], trainings: entry.trainings + 1)
    pause = entry.pause
    shapes[shape] = entry
    return samples
  }

  /// Forgets the samples of shapes that never came to a training: a sender may make up
  /// message types.
  private mutating func makeRoom(for shape: String) {
    let isNew = shapes[shape] == nil
    guard
      sampleBytes >= DictionaryTrainer.sampleBytesMax
        || (isNew && shapes.count >= DictionaryTrainer.shapesMax)
    else { return }
    shapes = shapes.filter { $0.value.trainings > 0 }.mapValues {
      .init(samples: [], trainings: $0.trainings)
    }
    if shapes.count >= DictionaryTrainer.shapesMax { shapes.removeAll() }
    sampleBytes = 0
  }
}

extension DictionaryTrainer.ShapeSamples {
  fileprivate var sampleBytes: Int { samples.reduce(0) { $0 + $1.count } }

  /// Longer after each training.
  fileprivate var pause: DictionaryTrainer.Pause {
    let shift = min(4 * max(trainings - 1, 0), 40)
    let rest = min(DictionaryTrainer.firstPause << shift, DictionaryTrainer.pauseMax)
    return DictionaryTrainer.Pause(rest: rest, round: trainings)
  }
}
