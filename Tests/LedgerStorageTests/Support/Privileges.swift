import Glibc
import Testing

/// Runs `body` with another user's rights to files, on this thread only.
func withoutPrivileges(_ body: () throws -> Void) throws {
  // Not in Swift's view of the C library.
  let symbol = try #require(dlsym(nil, "setfsuid"))
  let setUser = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
  _ = setUser(65_534)
  defer { _ = setUser(0) }
  try body()
}
