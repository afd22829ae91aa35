/// Values that are laid out once and read from then on, also by many threads: their addresses stay, so
/// that reading one copies nothing else and counts no references. Owned by a class, which frees them.
struct Fixed<Element: Sendable>: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: some Collection<Element>) {
    count = elements.count
    base = .allocate(capacity: max(1, elements.count))
    var place = base
    for element in elements {
      place.initialize(to: element)
      place += 1
    }
  }

  var indices: Range<Int> { 0..<count }

  subscript(_ index: Int) -> Element {
    @inline(__always) unsafeAddress {
      assert(index >= 0 && index < count, "a number of the rulebook")
      return UnsafePointer(base + index)
    }
  }

  func free() {
    base.deinitialize(count: count)
    base.deallocate()
  }
}
