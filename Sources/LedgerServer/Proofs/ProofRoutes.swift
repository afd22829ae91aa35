import HTTPTypes
import Hummingbird
import LedgerEngine
import LedgerText

/// What others can check without this server: proofs, and all that there is of an order.
struct ProofRoutes {
  let ledger: LiveLedger
  let desk: ProofDesk
  let readings: BodyReadings

  func add(to router: Router<ServerContext>) {
    router.get("/v1/events/{position}/proof", use: event)
    router.get("/v1/proofs/consistency", use: consistency)
    router.get("/v1/orders/{order}/proof", use: order)
    router.get("/v1/orders/{order}/audit", use: audit)
  }

  /// Of the log and a checkpoint alone, so that it needs no index and waits for nothing.
  @Sendable
  func event(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.readProofs)
    let size = try Query(request, allowing: ["size"]).checkpointSize("size")
    let position = try context.position()
    let proof = try await ledger.read { ledger in
      if let size, try ledger.checkpoint(of: size).checkpoint.size <= position.rawValue {
        throw Problem(
          .conflict, "not_covered",
          "Position \(position) came after the checkpoint of \(size) entries: give a later one")
      }
      return try Problem.proving { () throws(LedgerError) in
        try ledger.eventProof(at: position, size: size)
      }
    }
    return .file("\(position).tlog-proof", proof.bytes, type: "text/plain; charset=utf-8")
  }

  /// The same.
  @Sendable
  func consistency(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.readProofs)
    let query = try Query(request, allowing: ["old", "new"])
    guard let old = try query.checkpointSize("old") else {
      throw Problem(
        .badRequest, "bad_parameter", "Give `old`: the number of entries of the older log")
    }
    let new = try query.checkpointSize("new")
    let proof = try await ledger.read { ledger in
      try Problem.proving { () throws(LedgerError) in
        try ledger.consistencyProof(from: old, to: new)
      }
    }
    return .file("since-\(old).consistency", proof.bytes, type: "text/plain; charset=utf-8")
  }

  /// Where nothing is called so, the proof of that.
  @Sendable
  func order(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.readProofs)
    let withBodies = try Query(request, allowing: ["bodies"]).flag("bodies")
    if withBodies { try context.require(.readBodies) }
    let name = try context.name("order")
    let proof = try await desk.prove { ledger in
      try Problem.proving { () throws(LedgerError) in
        try ledger.orderProof(of: name, withBodies: withBodies)
      }
    }
    if withBodies { try await readings.note(proof.bodies.map(\.position), by: principal) }
    return .file(
      "\(FileName.safe(name)).order-proof.json", proof.bytes, type: "application/json")
  }

  /// Bodies of deliveries are shown in it, and that is recorded; those of rulebooks and keys are no secret.
  @Sendable
  func audit(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.readProofs)
    let principal = try context.require(.readBodies)
    _ = try Query(request, allowing: [])
    let name = try context.name("order")
    let (file, bytes, shown) = try await desk.prove { ledger in
      let evidence = try Problem.proving { () throws(LedgerError) in
        try ledger.auditEvidence(of: name)
      }
      let bundle = AuditBundle(evidence)
      var bytes: [UInt8] = []
      try bundle.archive().write { bytes += $0 }
      let shown = evidence.recorded.filter { $0.part == .event && $0.content != nil }
      return (bundle.folder + ".tar", bytes, shown.map(\.position))
    }
    try await readings.note(shown, by: principal)
    return .file(file, bytes, type: "application/x-tar")
  }
}

extension Response {
  /// To be kept, never shown as a page of ours.
  fileprivate static func file(_ name: String, _ bytes: [UInt8], type: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"",
        .xContentTypeOptions: "nosniff",
      ], body: .bytes(bytes))
  }
}
