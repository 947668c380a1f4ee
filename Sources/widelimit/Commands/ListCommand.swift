import ArgumentParser
import Catalogue
import Suite

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The experiments, with what each needs at each tier (time, memory, disk).")

  func run() throws {
    try Output.print(CostTable(catalogue).text)
  }
}
