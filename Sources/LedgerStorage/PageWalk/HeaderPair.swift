/// The two headers of a file, of which the one with the later transaction counts. A commit writes
/// them in turn, so their transactions are next to each other, and the number says the place.
struct HeaderPair {
  var first: HeaderPage?
  var second: HeaderPage?

  /// Where a writer commits meanwhile, what was read need not belong together; then it is read again.
  private static let readingsMax = 64

  static func read(_ file: PageFile) -> HeaderPair {
    var pair = attempt(file)
    for _ in 0..<readingsMax {
      let again = attempt(file)
      let isStill =
        again.first?.transaction == pair.first?.transaction
        && again.second?.transaction == pair.second?.transaction
      pair = again
      if isStill { break }
    }
    return pair
  }

  private static func attempt(_ file: PageFile) -> HeaderPair {
    var pair = HeaderPair()
    pair.first = HeaderPage.read(file, slot: 0, at: 0)
    let own = pair.first?.pageSize.map { [$0] } ?? []
    // Where the first header does not say how large pages are, the second is where it says itself.
    for size in own + HeaderPage.pageSizes {
      guard let found = HeaderPage.read(file, slot: 1, at: size) else { continue }
      if found.isHeader, found.pageSize == size {
        pair.second = found
        break
      }
      if own.first == size { pair.second = found }
    }
    return pair
  }

  /// The header that counts, of those that are sound enough to follow.
  var newest: HeaderPage? {
    let usable = [first, second].compactMap { $0 }.filter(\.isHeader)
    return usable.max { $0.transaction < $1.transaction }
  }

  func header(of transaction: UInt64) -> HeaderPage? {
    [first, second].compactMap { $0 }.first { $0.isHeader && $0.transaction == transaction }
  }

  var findings: [WalkFinding] {
    let slots = [(0, first), (1, second)]
    var findings = slots.flatMap { slot, header in
      (header?.faults ?? [.headerMissing]).map { WalkFinding(page: UInt64(slot), fault: $0) }
    }
    guard findings.isEmpty, let first, let second else { return findings }
    if first.free.pad != second.free.pad {
      findings.append(
        WalkFinding(
          fault: .headersDisagree(.pageSize, UInt64(first.free.pad), UInt64(second.free.pad))))
    }
    let (low, high) = (
      min(first.transaction, second.transaction), max(first.transaction, second.transaction)
    )
    // Both are 0 in a file that nothing was committed to.
    if high != 0, high - low != 1 {
      findings.append(
        WalkFinding(fault: .headersDisagree(.transaction, first.transaction, second.transaction)))
    }
    return findings
  }
}

extension HeaderPage {
  fileprivate var faults: [PageFault] {
    guard magic == Self.magic else { return [.header(.magic, found: UInt64(magic))] }
    guard version == 1 else { return [.header(.version, found: UInt64(version))] }
    guard let pageSize else { return [.header(.pageSize, found: UInt64(free.pad))] }
    guard isHeader else { return [.header(.lastPage, found: lastPage)] }
    var faults: [PageFault] = []
    func expect(_ isRight: Bool, _ field: PageFault.HeaderField, _ found: UInt64) {
      if !isRight { faults.append(.header(field, found: found)) }
    }
    expect(flags == PageKind.header.flags, .kind, UInt64(flags))
    expect(number == UInt64(slot), .number, number)
    expect(address == 0, .address, address)
    expect(
      mapBytes >= (lastPage + 1) * UInt64(pageSize) && mapBytes <= Self.mapBytesMax, .mapSize,
      mapBytes)
    expect(
      free.flags & ~TreeFlags.noDirectory == TreeFlags.numberKeys, .freeFlags, UInt64(free.flags))
    expect(main.flags == 0 && main.pad == 0, .tablesFlags, UInt64(main.flags))
    expect(transaction == 0 || transaction % 2 == UInt64(slot), .transaction, transaction)
    return faults
  }
}
