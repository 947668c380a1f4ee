import ArgumentParser
import Foundation
import UserData

struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "The parts of a kernel as one matrix.",
    discussion: """
      Parts are made by `widelimit kernel --part i/N`. K.h5 receives nngp and ntk as virtual datasets, which take their \
      numbers from the parts: keep these where they are from K.h5.
      """)

  @Argument(help: ArgumentHelp("All parts, in any order.", valueName: "K.part-i-of-N.h5"))
  var parts: [String]

  @Option(help: ArgumentHelp("The file to write.", valueName: "K.h5"))
  var output: String

  @Flag(help: "Copy the numbers, so that the parts are no longer needed.")
  var copy = false

  @Flag(help: "Replace the output even if it is no former output of this program.")
  var overwrite = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    var join = KernelJoin(parts: parts.map { URL(filePath: $0) }, output: URL(filePath: output))
    join.copies = copy
    join.overwrites = overwrite
    try join.write(progress: .forStandardError(quiet: quiet), interruption: .ofProcess)
  }
}
