import Foundation
import Testing

enum Fixtures {
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/\(name)")
    return Array(try Data(contentsOf: url))
  }

  /// Real deliveries, small ones first.
  static func payloads() throws -> [[UInt8]] {
    let folder = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Fixtures/payloads")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let payloads = try files.sorted().map { try bytes("payloads/\($0)") }
    return payloads.sorted { $0.count < $1.count }
  }

  /// The package's folder.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// All JSON files of the folder beside the package that holds payloads of every system; empty
  /// where there is none.
  static func sharedPayloads() -> [URL] {
    let folder = package.appendingPathComponent("../shared/payloads").standardized
    guard
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    else { return [] }
    return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }
  }
}
