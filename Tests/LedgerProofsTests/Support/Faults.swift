import LedgerProofs
import Testing

extension String {
  var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
  /// With one bit changed.
  func flipping(_ bit: Int) -> [UInt8] {
    var changed = self
    changed[bit / 8] ^= 0x80 >> UInt8(bit % 8)
    return changed
  }
}

/// The fault that a body throws; nil where it throws none.
func fault(_ body: () throws -> Void) -> ProofFault? {
  do {
    try body()
  } catch let fault as ProofFault {
    return fault
  } catch {
    Issue.record(error)
  }
  return nil
}
