import Architectures
import ArgumentParser
import Foundation
import Results
import UserData
import Work

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "A fitted model of your own data, with its evidence.",
    discussion: """
      X.h5 holds x1 [n, ...] and y1 [n, k] (training). M.h5 receives the posterior of the Gaussian process, from which \
      predict --model M.h5 needs the kernel with the test inputs alone, its log marginal likelihood, and what each \
      input is predicted to be from all others.
      """)

  @Option(help: ArgumentHelp("The architecture.", valueName: "A.json"))
  var architecture: String

  @Option(help: ArgumentHelp("Training inputs and targets.", valueName: "X.h5"))
  var inputs: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "M.h5"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The kernel nngp of x1, computed before (default: it is computed).", valueName: "K.h5"))
  var kernel: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Variance of the targets' noise, added to the kernel's diagonal, in its units (default: 1e-10 of the diagonal's \
      mean).
      """,
      valueName: "v"))
  var noiseVariance: Double?

  @Flag(help: "Keep x1 in the model: predict then needs x2 alone.")
  var keepInputs = false

  @Flag(help: "Keep the factor in the model, n^2/2 numbers: predict then gives variances.")
  var keepFactor = false

  @Flag(help: "y1 holds integer labels [n] of classes.")
  var classes = false

  @Flag(help: "Do not predict each input from all others, which takes as long as the factor.")
  var noLeaveOneOut = false

  @Option(
    help: ArgumentHelp(
      """
      A folder for the factor of a kernel that memory does not hold; what a killed run has done there is kept, and the \
      same command goes on with it.
      """,
      valueName: "DIR"))
  var scratch: String?

  @OptionGroup var solver: SolverOptions

  @Flag(help: "Replace the output even if it is no former output of this program.")
  var overwrite = false

  @Flag(help: "Write nothing (status 65) where the numbers would need a warning.")
  var strict = false

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let noiseVariance, !(noiseVariance.isFinite && noiseVariance > 0) {
      throw ValidationError("--noise-variance \(noiseVariance): give a finite number above 0, such as 1e-10.")
    }
    try solver.validate(
      noiseVariance: noiseVariance,
      needing: (keepFactor ? ["--keep-factor"] : []) + (scratch == nil ? [] : ["--scratch"]))
  }

  func run() throws {
    var file = FitFile(
      architecture: try Architecture(contentsOf: URL(filePath: architecture)), inputs: URL(filePath: inputs),
      output: URL(filePath: output))
    (file.kernel, file.noiseVariance) = (kernel.map { URL(filePath: $0) }, noiseVariance)
    (file.keepsInputs, file.keepsFactor) = (keepInputs, keepFactor)
    (file.predictsClasses, file.leavesOneOut) = (classes, !noLeaveOneOut)
    (file.threads, file.isStrict, file.overwrites) = (threads.count, strict, overwrite)
    Build.anticipate()
    file.otherSources = [URL(filePath: architecture)]
    file.scratch = scratch.map { URL(filePath: $0) }
    file.conjugateGradients = solver.conjugateGradients
    let lines = try file.write(progress: .forStandardError(quiet: quiet), interruption: .ofProcess)
    for line in lines { try Output.print(line) }
  }
}
