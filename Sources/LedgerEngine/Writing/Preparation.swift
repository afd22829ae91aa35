import LedgerChannels
import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules

/// Makes deliveries ready. One per worker thread.
public final class Preparation {
  /// Larger bodies are refused: 16 MiB.
  public static let bodyBytesMax = 1 << 24

  /// Of the rulebook in force when it was last told.
  private var runtime: ChannelRuntime
  private let current: CurrentRuntimes
  private var version: Int
  private let sealer: BodySealer
  private let hash: SipHash128
  private let secrets: [Secret]
  private var salts: Salts
  private let now: @Sendable () -> Timestamp
  private let isEncrypted: Bool

  init(
    runtime: ChannelRuntime, current: CurrentRuntimes, version: Int, sealer: BodySealer,
    secrets: [Secret], isEncrypted: Bool, surroundings: Surroundings
  ) {
    self.isEncrypted = isEncrypted
    self.runtime = runtime
    self.current = current
    self.version = version
    self.sealer = sealer
    self.secrets = secrets
    hash = runtime.hash
    now = surroundings.now
    salts = Salts(surroundings)
  }

  /// Another rulebook may have come into force.
  private func renew() {
    let told = current.version
    guard told != version else { return }
    version = told
    runtime = current[runtime.row.name] ?? runtime
  }

  public func prepare(_ incoming: Incoming) throws(Refusal) -> ReadyDelivery {
    guard incoming.body.count <= Preparation.bodyBytesMax else {
      throw .tooLarge(bytes: incoming.body.count, limit: Preparation.bodyBytesMax)
    }
    renew()
    let (evidence, fingerprint) = try Admission(
      authenticator: runtime.authenticator, secrets: secrets, now: now
    ).verify(incoming)
    let stripped = runtime.stripper.strip(headers: incoming.headers, body: incoming.body)
    let (headers, body) = (stripped.headers, stripped.body)
    var read = runtime.read(headers: headers, body: body)
    // Else one long text would keep a delivery, and those after it, out of the log.
    read.extraction.senderTime = Entry.fitting(read.extraction.senderTime)
    let causedBy = Entry.fitting(incoming.causedBy ?? read.extraction.items.first?.cites)
    let deliveryKey = key(
      read.deliveryID ?? incoming.fallbackID, isOwn: read.deliveryID != nil)
    let subjects = subjects(of: read, deliveryKey)
    let sealed: SealedBody
    do throws(BodyFault) {
      sealed = try sealer.seal(
        headers: headers.map { Header(name: $0.name, value: $0.value) }, body: body,
        salt: salts.next(), shape: shape(of: read.extraction), subjects: subjects)
    } catch {
      switch error {
      case .format(let fault): throw .unreadable("\(fault)")
      case .log(let error): throw .notKept("\(error)")
      }
    }
    return ReadyDelivery(
      channel: runtime.number, row: runtime.row, received: incoming.received,
      deliveryKey: deliveryKey,
      content: hash.hash(body), extraction: read.extraction,
      extractionRevision: runtime.extractionRevision, sealed: sealed,
      subjects: subjects,
      evidence: evidence, actor: Entry.fitting(incoming.actor) ?? "",
      authentication: fingerprint == nil
        ? "none" : runtime.kind?.authentication.scheme.rawValue ?? "none",
      keyFingerprint: fingerprint, causedBy: causedBy)
  }

  /// Keyed hashes of whom a delivery is about. Where its bytes are encrypted there is always one, so
  /// that they can be erased: of a delivery that names nobody, the first thing that it does name, or
  /// it alone.
  private func subjects(of read: ReadDelivery, _ deliveryKey: Hash128?) -> [Hash128] {
    let named = Array(Set(read.subjects.map { DataSubject.hash(of: $0, hash) })).sorted()
    guard named.isEmpty, isEncrypted else { return named }
    if let first = read.extraction.mentions.first {
      return [DataSubject.hash(of: first.reference, hash)]
    }
    // One that comes again finds its key again.
    if let deliveryKey { return [DataSubject.hash(ofDelivery: deliveryKey, hash)] }
    let drawn = salts.next().words
    return [Hash128(high: drawn.0, low: drawn.1)]
  }

  /// A delivery id names a delivery of its channel; a file's line, one of that file, whatever
  /// the channel.
  private func key(_ id: String?, isOwn: Bool) -> Hash128? {
    guard let id else { return nil }
    return hash.hash(
      isOwn ? "\(runtime.row.name)\u{0}\(id)" : "\u{0}file\u{0}\(runtime.row.name)\u{0}\(id)")
  }

  /// Bodies of one shape look alike, so they share a dictionary.
  private func shape(of extraction: Extraction) -> String {
    guard let first = extraction.parts.first,
      let signature = Signature(bytes: extraction.signatures[first.signature])
    else { return runtime.row.kind }
    return "\(runtime.row.kind)/\(signature.shape)"
  }
}
