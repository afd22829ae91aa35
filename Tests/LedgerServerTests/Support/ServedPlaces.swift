/// How many ledgers are served at once: each reserves addresses for its files, of which a process has
/// only so many.
actor ServedPlaces {
  static let shared = ServedPlaces()

  private var free = 3
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Hands the place on to who has waited longest.
  func give() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
