import HTTPTypes
import Hummingbird
import LedgerEngine

/// What somebody wants to have replayed, as it is posted.
struct ReplayOrder: Sendable {
  enum Rules: Sendable {
    case files([Rulebook.File])
    case shipped
    /// That which an entry of the log activated.
    case activated(LogPosition)
  }

  var rules: Rules
  /// Text of a policy file.
  var policy: String?
  var isFullBaseline = false
  var attributes = false

  static let bytesMax = 32 << 20
  /// Members that name the rules.
  static let rules: Set<String> = ["files", "rulebook"]
  static let all = rules.union(["policy", "full_baseline", "attribute"])

  /// - Parameter names: members that JSON may have.
  init(_ request: Request, allowing names: Set<String> = ReplayOrder.all) async throws {
    switch request.mediaType {
    case "application/json":
      try self.init(
        json: try await request.wholeBody(max: ReplayOrder.bytesMax), allowing: names)
    case "application/x-tar", "application/tar":
      try self.init(tar: try await request.wholeBody(max: ReplayOrder.bytesMax))
    default:
      throw Problem(
        .unsupportedMediaType, "unsupported_media_type",
        "Send `application/json` with the files of a rulebook, or `application/x-tar`")
    }
  }

  /// A rulebook's folder as a tar archive; what all its paths begin with is left out.
  private init(tar bytes: [UInt8]) throws {
    let archive: TarArchive
    do {
      archive = try TarArchive(reading: bytes)
    } catch {
      let what =
        switch error {
        case .malformed(let offset): "it goes wrong at byte \(offset)"
        case .notAFile(let path): "`\(path.prefix(100))` is neither a file nor a folder"
        }
      throw Problem(.badRequest, "not_an_archive", "The body is no tar archive: \(what)")
    }
    rules = .files(ReplayOrder.files(of: archive))
  }

  private static func files(of archive: TarArchive) -> [Rulebook.File] {
    let paths = archive.files.map { file in
      file.path.hasPrefix("./") ? String(file.path.dropFirst(2)) : file.path
    }
    let folder = paths.first { $0.hasSuffix("/rulebook.yaml") && !$0.isEmpty }
      .map { $0.dropLast("rulebook.yaml".count) }
    let isTop = paths.contains("rulebook.yaml")
    return zip(paths, archive.files).compactMap { path, file in
      var path = path
      if !isTop, let folder {
        guard path.hasPrefix(folder) else { return nil }
        path = String(path.dropFirst(folder.count))
      }
      return path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        ? Rulebook.File(path: path, bytes: file.bytes) : nil
    }
  }

  /// `{"files": {"path": "text"}}`, or `{"rulebook": "shipped"}`, or `{"rulebook": POSITION}`.
  private init(json bytes: [UInt8], allowing names: Set<String>) throws {
    let body = try JSONBody(bytes, allowing: names)
    policy = try body.text("policy")
    isFullBaseline = try body.flag("full_baseline")
    attributes = try body.flag("attribute")
    switch (try body.texts("files"), body.has("rulebook")) {
    case (let files?, false):
      rules = .files(files.map { Rulebook.File(path: $0.name, bytes: Array($0.text.utf8)) })
    case (nil, true):
      if let position = body.position("rulebook") {
        rules = .activated(position)
      } else if try body.text("rulebook") == "shipped" {
        rules = .shipped
      } else {
        throw JSONBody.bad("rulebook", "`shipped`, or the position of an activation")
      }
    default: throw JSONBody.bad("files", "either `files` or `rulebook`")
    }
  }

  /// Compiles the rulebook.
  func source(_ ledger: Ledger) throws -> (rulebook: Rulebook, source: ReplayRequest.Source) {
    switch rules {
    case .files(let files):
      let rulebook = try Rulebook.compile(files: files)
      return (rulebook, .rulebook(rulebook, name: "uploaded"))
    case .shipped:
      let rulebook = try ShippedRulebook.retail()
      return (rulebook, .rulebook(rulebook, name: "shipped"))
    case .activated(let position):
      return (try ledger.rulebook(activatedAt: position), .activated(at: position))
    }
  }
}
