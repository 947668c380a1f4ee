import ArgumentParser
import Catalogue
import Suite

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The experiments, with what each needs at each tier (time, memory, disk).")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "How they are printed; json has every setting of every tier.")
  var format: Format = .text

  func run() throws {
    try Output.print(format == .json ? ExperimentListing(catalogue).text : CostTable(catalogue).text)
  }
}
