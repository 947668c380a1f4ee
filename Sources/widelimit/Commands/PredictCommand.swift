import Architectures
import ArgumentParser
import Foundation
import Suite

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predictions on your own data.",
    discussion: """
      X.h5 holds x1 [n1, ...] and y1 [n1, k] (training) and x2 [n2, ...] (test); P.h5 receives mean [time, n2, k] and \
      variance [time, n2]. The method gp is the posterior of the Gaussian process (one time, inf).
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case gp
    case gradientFlow = "gradient-flow"
    case readout
  }

  @Option(help: ArgumentHelp("The architecture.", valueName: "A.json"))
  var architecture: String

  @Option(help: ArgumentHelp("Training inputs, targets and test inputs.", valueName: "X.h5"))
  var inputs: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "P.h5"))
  var output: String

  @Option(help: "How the network learns: gp.")
  var method: Method

  @Option(help: ArgumentHelp("Training times, such as 0,1,10,inf; for gp: inf.", valueName: "list"))
  var times: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Variance of the targets' noise (default: 1e-10, for gp).", valueName: "v")
  )
  var noiseVariance: Double?

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard method == .gp else {
      throw ValidationError("--method \(method.rawValue): not available yet; use --method gp.")
    }
    if let times, times != "inf" {
      throw ValidationError("--times \(times): the posterior of gp has the one time inf; leave --times out.")
    }
    if let noiseVariance, !(noiseVariance.isFinite && noiseVariance > 0) {
      throw ValidationError("--noise-variance \(noiseVariance): give a finite number above 0, such as 1e-10.")
    }
  }

  func run() throws {
    Interruption.handleSignals()
    var file = PredictionFile(
      architecture: try Architecture(contentsOf: URL(filePath: architecture)), inputs: URL(filePath: inputs),
      output: URL(filePath: output))
    if let noiseVariance { file.noiseVariance = noiseVariance }
    file.threads = threads.count
    try file.write(progress: .forStandardError(quiet: quiet), interruption: .ofProcess)
  }
}
