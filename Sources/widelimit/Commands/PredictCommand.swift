import Architectures
import ArgumentParser
import Foundation
import UserData
import Work

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predictions on your own data.",
    discussion: """
      X.h5 holds x1 [n1, ...] and y1 [n1, k] (training) and x2 [n2, ...] (test); P.h5 receives mean [time, n2, k] and \
      variance [time, n2]. The method gp is the posterior of the Gaussian process (one time, inf). The methods \
      gradient-flow (all layers, by the NTK) and readout (the last layer alone, by the NNGP) are the infinite ensemble \
      trained from random initial functions by gradient flow at unit rate on half the sum of squared errors.
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

  @Option(help: "How the network learns.")
  var method: Method

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Training times, such as 0,1,10,inf; for gp: inf.", valueName: "list"))
  var times: TimeList = TimeList(values: [.infinity])

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Variance of the targets' noise, added to the kernel's diagonal, in its units (default: for gp 1e-10 of the \
      diagonal's mean, otherwise 0).
      """,
      valueName: "v")
  )
  var noiseVariance: Double?

  @Flag(help: "Replace the output even if it is no former output of this program.")
  var overwrite = false

  @Flag(help: "Write nothing (status 65) where the numbers would need a warning.")
  var strict = false

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let text = times.rejected {
      throw ValidationError(
        "--times \(text): give finite times of 0 or more, or inf, with commas between them, such as 0,1,10,inf.")
    }
    if method == .gp, times.values != [.infinity] {
      throw ValidationError("--times \(times.text): the posterior of gp has the one time inf; leave --times out.")
    }
    if let noiseVariance, !(noiseVariance.isFinite && noiseVariance >= 0) || (method == .gp && noiseVariance == 0) {
      let least = method == .gp ? "above 0, such as 1e-10" : "of 0 or more"
      throw ValidationError("--noise-variance \(noiseVariance): give a finite number \(least).")
    }
  }

  func run() throws {
    let network = try Architecture(contentsOf: URL(filePath: architecture))
    let (inputs, output) = (URL(filePath: inputs), URL(filePath: output))
    let progress = ProgressDisplay.forStandardError(quiet: quiet)
    if let flow = FlowPredictionFile.Method(rawValue: method.rawValue) {
      var file = FlowPredictionFile(
        architecture: network, inputs: inputs, output: output, method: flow, times: times.values)
      if let noiseVariance { file.noiseVariance = noiseVariance }
      (file.threads, file.isStrict, file.overwrites) = (threads.count, strict, overwrite)
      file.otherSources = [URL(filePath: architecture)]
      try file.write(progress: progress, interruption: .ofProcess)
    } else {
      var file = PredictionFile(architecture: network, inputs: inputs, output: output)
      if let noiseVariance { file.noise = .given(noiseVariance) }
      (file.threads, file.isStrict, file.overwrites) = (threads.count, strict, overwrite)
      file.otherSources = [URL(filePath: architecture)]
      try file.write(progress: progress, interruption: .ofProcess)
    }
  }
}

/// Times of 0 or more with commas between them; `inf` is infinity.
struct TimeList: ExpressibleByArgument {
  let values: [Double]
  /// What was given, if it is no such list.
  private(set) var rejected: String?

  init(values: [Double]) { self.values = values }

  init(argument: String) {
    let values = argument.split(separator: ",", omittingEmptySubsequences: false).map(Self.time)
    self.init(values: values.compactMap(\.self))
    if values.contains(nil) { rejected = argument }
  }

  /// Infinity only as `inf`: a number beyond float64 such as 1e400 is more likely a slip.
  private static func time(_ text: Substring) -> Double? {
    if text == "inf" { return .infinity }
    guard let value = Double(text), value.isFinite, value >= 0 else { return nil }
    return value
  }

  var text: String { values.map { $0 == .infinity ? "inf" : "\($0)" }.joined(separator: ",") }
  var defaultValueDescription: String { text }
}
