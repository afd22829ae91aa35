import LedgerEngine
import NIOCore
import NIOSSL
import Synchronization

/// A certificate with its key, read again when the files change, so that a renewed one is used without
/// ending a connection.
public final class Certificates: Sendable {
  private let paths: (chain: String, key: String)
  private let state: Mutex<State>

  private struct State {
    var chain: [NIOSSLCertificate]
    var key: NIOSSLPrivateKey
    var files: [StampedFile]
    var lookout = Lookout(every: .seconds(5))
  }

  /// - Parameters:
  ///   - chain: a file with the certificate and those that vouch for it (PEM).
  ///   - key: a file with its private key (PEM).
  public init(chain: String, key: String) throws {
    paths = (chain, key)
    state = Mutex(try Certificates.read((chain, key)))
  }

  private static func read(_ paths: (chain: String, key: String)) throws -> State {
    let files = [StampedFile(paths.chain), StampedFile(paths.key)]
    // What cannot be read has an error with words; the library's have none.
    _ = try SmallFile.bytes(of: paths.chain)
    _ = try SmallFile.bytes(of: paths.key)
    do {
      let state = State(
        chain: try NIOSSLCertificate.fromPEMFile(paths.chain),
        key: try NIOSSLPrivateKey(file: paths.key, format: .pem), files: files)
      // Says whether they belong to each other.
      _ = try NIOSSLContext(configuration: configuration(state))
      return state
    } catch {
      throw CertificateFault(chain: paths.chain, key: paths.key)
    }
  }

  private static func configuration(_ state: State) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: state.chain.map { .certificate($0) }, privateKey: .privateKey(state.key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    return configuration
  }

  func configuration() -> TLSConfiguration {
    var configuration = Certificates.configuration(current())
    configuration.sslContextCallback = { [self] _, promise in
      let current = self.current()
      var override = NIOSSLContextConfigurationOverride()
      override.certificateChain = current.chain.map { .certificate($0) }
      override.privateKey = .privateKey(current.key)
      promise.succeed(override)
    }
    return configuration
  }

  /// The files as they are; as they were where they are half replaced.
  private func current() -> State {
    state.withLock { state in
      if state.lookout.isDue(), state.files.contains(where: \.hasChanged),
        let read = try? Certificates.read(paths)
      {
        state = read
      }
      return state
    }
  }
}

/// A certificate that cannot be used.
public struct CertificateFault: Error, CustomStringConvertible {
  var chain: String
  var key: String

  public var description: String {
    "\(chain) and \(key) are no certificate with its key. Both must be PEM, and belong to each other."
  }
}
