extension Step.Kind {
  /// All that the ERP says of an order.
  static let erp: Set<Step.Kind> = [
    .erpOrder, .erpSecondOrder, .erpDeposit, .erpEdited, .erpParcel, .erpShipped, .erpInvoice,
    .erpBilled, .erpCancelled, .erpReturn, .erpReturnReceived, .erpReturnDone, .creditMemo,
  ]
}

extension OrderScript {
  /// Nobody ever says that `kinds` happened.
  mutating func silence(_ kinds: Set<Step.Kind>) {
    events.removeAll { kinds.contains($0.step.kind) }
  }

  /// The same, of one parcel or refund.
  mutating func silence(_ kinds: Set<Step.Kind>, index: Int) {
    events.removeAll { kinds.contains($0.step.kind) && $0.step.index == index }
  }

  /// A channel says nothing of this order.
  mutating func silence(by channel: SimulatedChannel) {
    events.removeAll { $0.channel == channel }
  }

  /// Nothing else is ever said.
  mutating func keep(_ kinds: Set<Step.Kind>) {
    events.removeAll { !kinds.contains($0.step.kind) }
  }

  mutating func change(_ kinds: Set<Step.Kind>, _ body: (inout ScriptEvent) -> Void) {
    for index in events.indices where kinds.contains(events[index].step.kind) {
      body(&events[index])
    }
  }

  /// What is said no longer means that `kind` happened.
  mutating func rename(_ kind: Step.Kind, to other: Step.Kind) {
    change([kind]) { $0.step.kind = other }
  }

  /// Changes the ERP's sales orders, all of them or those of some steps.
  mutating func changeSalesOrders(
    _ kinds: Set<Step.Kind> = Step.Kind.erp, _ body: (inout SalesOrderView) -> Void
  ) {
    change(kinds) { event in
      guard case .salesOrder(var view) = event.message else { return }
      body(&view)
      event.message = .salesOrder(view)
    }
  }

  mutating func changeStorefront(
    _ kinds: Set<Step.Kind>, _ body: (inout StorefrontView) -> Void
  ) {
    change(kinds) { event in
      guard case .shopifyOrder(let topic, var view) = event.message else { return }
      body(&view)
      event.message = .shopifyOrder(topic, view)
    }
  }
}
