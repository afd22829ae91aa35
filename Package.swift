// swift-tools-version: 6.2
// The architecture diagram: a target is a layer and imports only from rows above it in this file.
import PackageDescription

/// Warnings are errors where `Tools/test` builds; not for users, whose compilers may warn of more.
let isStrict = Context.environment["ORDERLEDGER_STRICT"] == "1"

let strict: [SwiftSetting] =
  (isStrict ? [.treatAllWarnings(as: .error)] : []) + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

func layer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
  -> Target
{
  .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "orderledger",
  products: [
    .executable(name: "orderledger", targets: ["orderledger"]),
    .executable(name: "simulate", targets: ["simulate"]),
    .library(name: "OrderLedger", targets: ["LedgerEngine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0", traits: []),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(name: "CLMDB", providers: [.apt(["liblmdb-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CKernel"),
    // Deliveries are allocated on one thread and freed on another, at which it is better than the C library.
    .target(name: "CAllocator", linkerSettings: [.linkedLibrary("jemalloc")]),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    layer("LedgerCore", ["CSimdJSON"]),

    layer("LedgerStorage", ["CLMDB", "LedgerCore"]),
    layer("LedgerRules", ["LedgerCore", yams, crypto]),

    layer("LedgerStorageWriting", ["CLMDB", "CKernel", "LedgerStorage", "LedgerCore"]),
    layer("LedgerChannels", ["LedgerCore", "LedgerRules", crypto]),
    layer("LedgerFold", ["LedgerCore", "LedgerRules"]),

    layer("LedgerProofs", ["LedgerCore", crypto]),

    layer(
      "LedgerLog",
      [
        "LedgerCore", "LedgerStorage", "LedgerProofs", "LedgerStorageWriting", "CZstd", crypto,
      ]),
    layer(
      "LedgerIndex",
      ["LedgerCore", "LedgerStorage", "LedgerStorageWriting", "LedgerRules", "LedgerFold", crypto]),

    layer(
      "LedgerReplay",
      ["LedgerCore", "LedgerStorage", "LedgerRules", "LedgerChannels", "LedgerFold", crypto]),

    .target(
      name: "LedgerEngine",
      dependencies: [
        "LedgerCore", "LedgerStorage", "LedgerStorageWriting", "LedgerRules", "LedgerChannels",
        "LedgerFold", "LedgerProofs", "LedgerLog", "LedgerIndex", "LedgerReplay", "CZstd", "CZlib",
        "CKernel", crypto,
      ],
      resources: [.copy("Resources/retail")], swiftSettings: strict),

    layer("LedgerText", ["LedgerCore", "LedgerEngine"]),

    .target(
      name: "LedgerServer",
      dependencies: [
        "LedgerCore", "LedgerEngine", "LedgerText",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "JWTKit", package: "jwt-kit"),
        crypto,
      ],
      resources: [.copy("Resources/page"), .copy("Resources/openapi.json")], swiftSettings: strict),

    .executableTarget(
      name: "orderledger",
      dependencies: [
        "CAllocator", "CKernel", "LedgerCore", "LedgerEngine", "LedgerText", "LedgerServer",
        arguments,
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Sources/LedgerCLI", swiftSettings: strict),
    .executableTarget(
      name: "simulate", dependencies: ["LedgerCore", "LedgerTesting", arguments],
      swiftSettings: strict),
    layer("LedgerTesting", ["LedgerCore", "LedgerEngine"]),

    tests("LedgerCoreTests", ["LedgerCore", "CSimdJSON"], resources: [.copy("Fixtures")]),
    tests(
      "LedgerStorageTests",
      ["LedgerCore", "LedgerStorage", "LedgerStorageWriting", "LedgerTesting", "LedgerEngine"]),
    tests("LedgerRulesTests", ["LedgerCore", "LedgerRules"], resources: [.copy("Fixtures")]),
    tests(
      "LedgerChannelsTests", ["LedgerCore", "LedgerRules", "LedgerChannels"],
      resources: [.copy("Fixtures")]),
    tests("LedgerFoldTests", ["LedgerCore", "LedgerRules", "LedgerFold"]),
    tests("LedgerProofsTests", ["LedgerCore", "LedgerProofs", crypto]),
    tests("LedgerReplayTests", ["LedgerCore", "LedgerRules", "LedgerFold", "LedgerReplay"]),
    tests(
      "LedgerLogTests",
      [
        "LedgerCore", "LedgerStorage", "LedgerStorageWriting", "LedgerLog", "LedgerTesting",
        "ledger-crash-writer",
      ]),
    .executableTarget(
      name: "ledger-crash-writer",
      dependencies: ["LedgerCore", "LedgerStorageWriting", "LedgerLog"],
      path: "Tests/Helpers/ledger-crash-writer", swiftSettings: strict),
    .executableTarget(
      name: "log-bench",
      dependencies: ["LedgerCore", "LedgerStorage", "LedgerStorageWriting", "LedgerLog"],
      path: "Tools/log-bench", swiftSettings: strict),
    .executableTarget(
      name: "ledger-bench",
      dependencies: [
        "CAllocator", "LedgerCore", "LedgerStorage", "LedgerStorageWriting", "LedgerFold",
        "LedgerIndex", "LedgerEngine", "LedgerTesting",
      ],
      path: "Tools/ledger-bench", swiftSettings: strict),
    .executableTarget(
      name: "ledger-fuzz",
      dependencies: [
        "LedgerCore", "LedgerChannels", "LedgerEngine", "LedgerTesting", "CZlib", "CZstd",
        arguments,
      ],
      path: "Tools/ledger-fuzz", swiftSettings: strict),
    .executableTarget(
      name: "ledger-crash-engine", dependencies: ["LedgerCore", "LedgerEngine"],
      path: "Tests/Helpers/ledger-crash-engine", swiftSettings: strict),
    tests(
      "LedgerEngineTests",
      [
        "LedgerCore", "LedgerRules", "LedgerEngine", "LedgerTesting", "LedgerStorage",
        "LedgerStorageWriting", "LedgerIndex", "LedgerLog", "LedgerProofs", "ledger-crash-engine",
        "CLMDB", crypto,
      ]),
    tests(
      "LedgerServerTests",
      [
        "LedgerCore", "LedgerEngine", "LedgerServer", "LedgerTesting", "orderledger", crypto,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),
    tests(
      "CommandLineTests",
      ["LedgerCore", "LedgerEngine", "LedgerStorage", "LedgerTesting", "orderledger"],
      resources: [.copy("Fixtures"), .copy("Golden")]),
  ],
  cxxLanguageStandard: .cxx17
)
