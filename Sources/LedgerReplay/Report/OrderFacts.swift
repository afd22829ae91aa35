public import LedgerCore
public import LedgerFold
import LedgerRules

/// What can be said of an order without folding it: the channels that it came through, the systems that
/// spoke, and every fact that some item of it has. Numbered, so that orders can be counted by them.
public struct OrderFacts: Sendable {
  /// By number.
  public private(set) var texts: [String] = []
  /// By code: numbers of its facts.
  private var byCode: [[Int32]] = []
  private var byChannel: [Int32] = []

  /// - Parameters:
  ///   - table: the codes of the history.
  ///   - channels: by number.
  public init(_ table: FoldTable, channels: [String]) {
    var numbers: [String: Int32] = [:]
    func number(_ text: String) -> Int32 {
      if let known = numbers[text] { return known }
      let number = Int32(texts.count)
      numbers[text] = number
      texts.append(text)
      return number
    }
    byChannel = channels.map { number("channel = \($0)") }
    for code in 0..<UInt32(table.codeCount) {
      let signature = table.signatures[Int(code)]
      let shape = table.rulebook.kinds[signature.channelKind]?.shape(named: signature.shape)
      let name = "\(signature.channelKind) \(signature.shape)"
      var own = [number("has \(name)")]
      for (fact, value) in zip(shape?.facts ?? [], signature.values) {
        if case .text(let text) = value { own.append(number("\(name): \(fact.name) = \(text)")) }
      }
      byCode.append(own)
    }
  }

  /// Counts orders by their facts.
  public struct Tally: Sendable {
    public private(set) var orders = 0
    /// By fact.
    public private(set) var counts: [Int]
    /// By fact: the last order that was counted for it.
    private var last: [Int]

    public init(_ facts: OrderFacts) {
      counts = Array(repeating: 0, count: facts.texts.count)
      last = Array(repeating: 0, count: facts.texts.count)
    }

    public mutating func add(_ spine: UnsafeBufferPointer<SpineEntry>, _ facts: OrderFacts) {
      orders += 1
      for index in spine.indices where !spine[index].flags.contains(.continuation) {
        let channel = Int(spine[index].channel)
        if channel < facts.byChannel.count { add(facts.byChannel[channel]) }
        for fact in facts.byCode[Int(spine[index].code)] { add(fact) }
      }
    }

    private mutating func add(_ fact: Int32) {
      let fact = Int(fact)
      guard last[fact] != orders else { return }
      last[fact] = orders
      counts[fact] += 1
    }

    public mutating func add(_ other: Tally) {
      orders += other.orders
      for fact in counts.indices { counts[fact] += other.counts[fact] }
    }
  }

  /// So many are told at most.
  private static let told = 10

  /// The facts that are over-represented among some orders against all: those that most of them have and
  /// few others do come first.
  public func commonalities(changed: Tally, all: Tally) -> [Commonality] {
    var found: [(fact: Int, changed: Int, all: Int)] = []
    for fact in texts.indices {
      let (few, many) = (changed.counts[fact], all.counts[fact])
      // Of at least a third of them, and half as frequent again as among all.
      guard few * 3 >= changed.orders, few > 0,
        few.multipliedFullWidth(by: all.orders * 2)
          >= many.multipliedFullWidth(by: changed.orders * 3)
      else { continue }
      found.append((fact, few, many))
    }
    // Share times lift: compared without division, so that it comes out the same anywhere.
    found.sort { left, right in
      let mine = Int128(left.changed) * Int128(left.changed) * Int128(right.all)
      let theirs = Int128(right.changed) * Int128(right.changed) * Int128(left.all)
      return mine != theirs ? mine > theirs : texts[left.fact] < texts[right.fact]
    }
    return found.prefix(OrderFacts.told).map {
      Commonality(
        fact: texts[$0.fact], changed: $0.changed, all: $0.all, counted: all.orders)
    }
  }
}
