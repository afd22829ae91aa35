import LedgerCore
import LedgerRules

/// A report as JSON, piece by piece: the head, then each changed order. Members stand in a fixed
/// order and nothing in it depends on the machine, so equal reports have equal bytes.
struct ReportJSON: Sendable {
  let report: ReplayReport
  /// By index of effect.
  private let effects: [[UInt8]]

  init(_ report: ReplayReport) {
    self.report = report
    effects = report.effects.map { effect in
      var json = JSONWriter()
      json.object { $0.members(of: effect) }
      return json.bytes
    }
  }

  /// All members but the changed orders.
  func writeHead(to json: inout JSONWriter) {
    writeScope(to: &json)
    json.name("rulebook_changes")
    json.array(report.changes) { json, change in json.object { $0.members(of: change) } }
    writePlan(to: &json)
    json.name("baseline")
    json.object { $0.members(of: report.baseline) }
    json.name("orders")
    json.object {
      $0.member("total", report.total)
      $0.member("changed", report.changed.count)
      $0.member("unchanged", report.unchanged)
      $0.member("not_evaluable", report.notEvaluable.count)
    }
    json.name("money")
    json.money(report.weight)
    json.name("not_evaluable")
    json.array(report.notEvaluable) { json, order in
      json.object {
        $0.member("order", order.order)
        $0.member("reason", order.reason)
      }
    }
    writeFindings(to: &json)
  }

  private func writeScope(to json: inout JSONWriter) {
    let scope = report.scope
    json.member("ledger", scope.ledger)
    json.member("engine", scope.engine)
    json.member("through", scope.through.rawValue)
    json.member("head", "\(scope.head)")
    json.member("as_of", scope.asOf.rfc3339)
    json.member("believed_as_of", orNull: scope.believedAsOf?.rfc3339)
    json.member("selection", scope.selection)
    for (name, side) in [("from", report.before), ("to", report.after)] {
      json.name(name)
      json.object {
        $0.member("name", side.name)
        $0.member("revision", "\(side.revision)")
      }
    }
  }

  private func writePlan(to json: inout JSONWriter) {
    let plan = report.plan
    json.name("plan")
    json.object {
      $0.member("reach", plan.reach.rawValue)
      $0.member("reasons", plan.reasons)
      $0.member("groups", plan.groups)
      $0.member("deliveries", plan.deliveries)
    }
  }

  private func writeFindings(to json: inout JSONWriter) {
    json.name("effects")
    json.array(report.effects.indices) { json, index in
      // What differs only on the way is told with the orders.
      guard report.tallies[index].orders > 0 else { return }
      json.object {
        $0.members(of: report.effects[index])
        $0.members(of: report.tallies[index])
      }
    }
    json.name("irreversible")
    json.array(report.irreversible.sorted { $0.key < $1.key }) { json, state in
      json.object {
        $0.member("state", state.key)
        $0.members(of: state.value)
      }
    }
    json.name("commonalities")
    json.array(report.commonalities) { json, found in
      json.object {
        $0.member("fact", found.fact)
        $0.member("changed", found.changed)
        $0.member("all", found.all)
        $0.member("counted", found.counted)
      }
    }
    json.name("attribution")
    if let attribution = report.attribution {
      json.object { $0.members(of: attribution) }
    } else {
      json.null()
    }
    json.member("unused", report.unused.map(\.description))
    json.member("samples", report.samples.map { report.changed[$0].order })
  }

  func write(_ order: ChangedOrder, to json: inout JSONWriter) {
    json.object { json in
      json.member("order", order.order)
      json.member("names", order.names)
      json.member("channel", order.channel)
      json.name("money")
      json.money(order.money)
      json.name("effects")
      json.array(order.effects) { $0.raw(effects[$1]) }
      json.member("irreversible", order.irreversible)
      json.name("divergence")
      if let divergence = order.divergence {
        json.object { $0.members(of: divergence) }
      } else {
        json.null()
      }
      json.name("consequences")
      json.array(order.consequences) { json, consequence in
        json.object {
          $0.members(of: consequence.item, received: consequence.received)
          $0.name("effects")
          $0.array(consequence.effects) { $0.raw(effects[$1]) }
        }
      }
      for (name, outcome) in [
        ("before", order.before), ("after", order.after), ("believed", order.believed),
      ] {
        json.name(name)
        if let outcome {
          let named = report.named(outcome)
          json.object { $0.members(of: named) }
        } else {
          json.null()
        }
      }
    }
  }
}
