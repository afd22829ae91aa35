import LedgerCore

/// A person whom deliveries are about, as entries name one: by a keyed hash.
enum DataSubject {
  /// - Parameter identifier: as the channel's `subjects` find it, such as a customer's number.
  static func hash(of identifier: String, _ hash: SipHash128) -> Hash128 {
    hash.hash("subject\u{0}\(identifier)")
  }

  /// Of a delivery that names nothing.
  static func hash(ofDelivery key: Hash128, _ hash: SipHash128) -> Hash128 {
    hash.hash("delivery\u{0}\(key)")
  }

  /// Of a delivery that names no person: what it is about stands for whom.
  static func hash(of reference: Reference, _ hash: SipHash128) -> Hash128 {
    let space = reference.space
    return hash.hash(
      "subject\u{0}\(space.account)\u{0}\(space.system)\u{0}\(space.entity)\u{0}\(space.kind)\u{0}"
        + reference.value)
  }
}
