/// What follows of the entries.
extension LedgerModel {
  /// An order as far as the model can tell.
  struct Order: Equatable {
    /// Numbers by which the rulebook in force knows it.
    var numbers: Set<Int> = []
    var items = 0
    /// The status of its newest message, and that message's version.
    var newest: OrderFacts?

    func payment(by rules: Rules) -> String? {
      switch newest?.status {
      case "pending": "unpaid"
      case "authorized": rules == .mapped ? "captured" : "authorized"
      case "paid": "captured"
      default: nil
      }
    }
  }

  func number(_ facts: OrderFacts, by rules: Rules) -> Int {
    rules == .regrouped ? facts.other : facts.id
  }

  /// Messages of one number are one order, and so are those that were joined.
  var orders: [Order] {
    var orders: [Int: Order] = [:]
    for case .delivery(let delivery) in entries {
      guard let facts = delivery.order else { continue }
      let number = number(facts, by: rules)
      var order = orders[number] ?? Order()
      order.numbers.insert(number)
      order.items += 1
      if facts.updated > order.newest?.updated ?? -1 { order.newest = facts }
      orders[number] = order
    }
    var found = orders.sorted { $0.key < $1.key }.map(\.value)
    for join in joins.values {
      guard let first = found.firstIndex(where: { $0.numbers.contains(join.first) }),
        let second = found.firstIndex(where: { $0.numbers.contains(join.second) }), first != second
      else { continue }
      let other = found[second]
      found[first].numbers.formUnion(other.numbers)
      found[first].items += other.items
      if other.newest?.updated ?? -1 > found[first].newest?.updated ?? -1 {
        found[first].newest = other.newest
      }
      found.remove(at: second)
    }
    return found
  }

  /// Numbers that every rulebook knows an order by, at this moment: a join of two of them means the same
  /// under each.
  var commonNumbers: [Int] {
    let facts = deliveries.compactMap(\.delivery.order)
    return Set(facts.map(\.id)).intersection(facts.map(\.other)).sorted()
  }
}
