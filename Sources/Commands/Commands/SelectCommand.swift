import Architectures
import ArgumentParser
import Foundation
import UserData
import Work

struct SelectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select",
    abstract: "Choose variances, noise, depth or other numbers of an architecture by your own data.",
    discussion: """
      X.h5 holds x1 [n, ...] and y1 [n, k], and perhaps x_validation and y_validation. An axis of --over is a name, = \
      and values: weightVariance and biasVariance (of all weighted layers), noiseVariance, depth (the count of the \
      first repeat), or the place of any number in the file, such as layers/1/repeat/count. Values are \
      first:last:count, evenly spaced, or log:first:last:count, or a list 1,2,4; without a count they are nine, or \
      every whole number of what counts.

      evidence is the log marginal likelihood of y1 under the Gaussian process, leave-one-out the mean squared error \
      of each row of y1 from all others, validation that of x_validation or, without it, of the last fifth of the \
      rows, which are then not trained on. S.h5 receives all of them over the axes. Where the evidence has a gradient \
      (variances of dense layers, and the noise) it is climbed from the best point, within the ranges of the axes.
      """)

  @Option(help: ArgumentHelp("The architecture.", valueName: "A.json"))
  var architecture: String

  @Option(help: ArgumentHelp("Inputs and targets.", valueName: "X.h5"))
  var inputs: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What to search, such as weightVariance=1:3:9 biasVariance=0:1:5 noiseVariance=log:1e-6:0.1:6.",
      valueName: "name=values"))
  var over: [String]

  @Option(help: "What tells the best.")
  var by: SelectionCriterion = .evidence

  @Option(help: ArgumentHelp("The table to write.", valueName: "S.h5"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Where to write the architecture with the best numbers; the fit command that goes with it, best noise included, "
        + "is printed.", valueName: "A2.json"))
  var best: String?

  @Flag(inversion: .prefixedNo, help: "Climb from the best point of the grid by the gradient of the evidence.")
  var ascend = true

  @Flag(help: "Replace the outputs even if they are no former outputs of this program.")
  var overwrite = false

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if over.isEmpty { throw ValidationError("--over: give at least one axis, such as weightVariance=1:3:9.") }
    do {
      for axis in over { _ = try SelectionAxis(axis) }
    } catch let failure as SelectionFailure {
      throw ValidationError(failure.message + ".")
    }
  }

  func run() throws {
    let network = try Architecture(contentsOf: URL(filePath: architecture))
    let grid = try SelectionGrid(network, over: try over.map { try SelectionAxis($0) })
    var file = SelectionFile(grid, inputs: URL(filePath: inputs), output: URL(filePath: output))
    (file.criterion, file.ascends, file.threads, file.overwrites) = (by, ascend, threads.count, overwrite)
    (file.best, file.otherSources) = (best.map { URL(filePath: $0) }, [URL(filePath: architecture)])
    let lines = try file.write(progress: .forStandardError(quiet: quiet), interruption: .ofProcess)
    for line in lines { try Output.print(line) }
  }
}

extension SelectionCriterion: ExpressibleByArgument {}
