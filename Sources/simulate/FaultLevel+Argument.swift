public import ArgumentParser
public import LedgerTesting

extension FaultLevel: ExpressibleByArgument {}
