import Dispatch

/// Work that is shared out to all cores.
public enum Parallel {
  /// The results of a body for all elements, in their order.
  ///
  /// - Parameter inTurn: elements that one thread takes at a time.
  public static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], inTurn: Int, _ body: @Sendable (Element) -> Result
  ) -> [Result] {
    guard elements.count > inTurn else { return elements.map(body) }
    let turns = (elements.count + inTurn - 1) / inTurn
    return [Result](unsafeUninitializedCapacity: elements.count) { buffer, filled in
      // Each turn initialises places of its own.
      nonisolated(unsafe) let places = buffer
      DispatchQueue.concurrentPerform(iterations: turns) { turn in
        for index in turn * inTurn..<min((turn + 1) * inTurn, elements.count) {
          places.initializeElement(at: index, to: body(elements[index]))
        }
      }
      filled = elements.count
    }
  }
}
