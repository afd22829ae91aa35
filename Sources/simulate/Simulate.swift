import ArgumentParser

@main
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract:
      "Makes deliveries to try a ledger with: simulated ones, and real histories converted.",
    subcommands: [Retailer.self, Purchasing.self, OnlineRetail.self],
    defaultSubcommand: Retailer.self)
}
