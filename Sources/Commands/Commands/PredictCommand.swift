import Architectures
import ArgumentParser
import Foundation
import Results
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

      With --model M.h5, which fit wrote, X.h5 holds x2, and x1 unless the model keeps it; variances need a model that \
      keeps its factor. Of classes, P.h5 receives label [n2] and probability [n2, classes], how probable the posterior \
      is to have its largest output there, and y2 [n2] in X.h5 gives the accuracy.
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case gp
    case gradientFlow = "gradient-flow"
    case readout
  }

  @Option(help: ArgumentHelp("The architecture (of a model: its own).", valueName: "A.json"))
  var architecture: String?

  @Option(help: ArgumentHelp("A fitted model.", valueName: "M.h5"))
  var model: String?

  @Option(help: ArgumentHelp("Training inputs, targets and test inputs.", valueName: "X.h5"))
  var inputs: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "P.h5"))
  var output: String

  @Option(help: "How the network learns; of a model: gp.")
  var method: Method?

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

  @Flag(help: "y1 holds integer labels [n1] of classes (gp).")
  var classes = false

  @Option(
    help: ArgumentHelp(
      """
      For gp: a folder for the factor of a kernel that memory does not hold; what a killed run has done there is \
      kept, and the same command goes on with it.
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
    if let text = times.rejected {
      throw ValidationError(
        "--times \(text): give finite times of 0 or more, or inf, with commas between them, such as 0,1,10,inf.")
    }
    try model == nil ? validateFitting() : validateModel()
    if method == .gp || model != nil, times.values != [.infinity] {
      throw ValidationError("--times \(times.text): the posterior of gp has the one time inf; leave --times out.")
    }
    if let noiseVariance, !(noiseVariance.isFinite && noiseVariance >= 0) || (method == .gp && noiseVariance == 0) {
      let least = method == .gp ? "above 0, such as 1e-10" : "of 0 or more"
      throw ValidationError("--noise-variance \(noiseVariance): give a finite number \(least).")
    }
    if solver.conjugateGradients != nil, method != .gp || model != nil {
      throw ValidationError("--solver conjugate-gradients: goes with --method gp, without --model; leave it out.")
    }
    try solver.validate(noiseVariance: noiseVariance, needing: scratch == nil ? [] : ["--scratch"])
  }

  private func validateFitting() throws {
    guard architecture != nil else {
      throw ValidationError("Missing --architecture: give it, or a fitted model by --model.")
    }
    guard let method else {
      throw ValidationError("Missing --method: give gp, gradient-flow or readout, or a fitted model by --model.")
    }
    if scratch != nil, method != .gp {
      throw ValidationError("--scratch: goes with --method gp, without --model; leave it out.")
    }
    if classes, method != .gp {
      throw ValidationError("--classes: goes with --method gp; for \(method.rawValue) give one-hot targets.")
    }
  }

  /// A model says itself what it was fitted to.
  private func validateModel() throws {
    if let method, method != .gp {
      throw ValidationError("--method \(method.rawValue): a fitted model is a gp; leave --model out.")
    }
    if noiseVariance != nil {
      throw ValidationError("--noise-variance: the model was fitted with its own; leave it out, or fit again.")
    }
    if scratch != nil {
      throw ValidationError("--scratch: goes with --method gp, without --model; leave it out.")
    }
    if classes {
      throw ValidationError("--classes: the model says itself whether it predicts classes; leave it out.")
    }
  }

  func run() throws {
    let (inputs, output) = (URL(filePath: inputs), URL(filePath: output))
    let progress = ProgressDisplay.forStandardError(quiet: quiet)
    var lines: [String] = []
    if let model {
      var file = ModelPredictionFile(model: URL(filePath: model), inputs: inputs, output: output)
      (file.threads, file.isStrict, file.overwrites) = (threads.count, strict, overwrite)
      Build.anticipate()
      file.architecture = architecture.map { URL(filePath: $0) }
      lines = try file.write(progress: progress, interruption: .ofProcess)
    } else if let architecture = architecture.map({ URL(filePath: $0) }) {
      let network = try Architecture(contentsOf: architecture)
      if let flow = method.flatMap({ FlowPredictionFile.Method(rawValue: $0.rawValue) }) {
        var file = FlowPredictionFile(
          architecture: network, inputs: inputs, output: output, method: flow, times: times.values)
        if let noiseVariance { file.noiseVariance = noiseVariance }
        (file.threads, file.isStrict, file.overwrites) = (threads.count, strict, overwrite)
        Build.anticipate()
        file.otherSources = [architecture]
        try file.write(progress: progress, interruption: .ofProcess)
      } else {
        var file = PredictionFile(architecture: network, inputs: inputs, output: output)
        if let noiseVariance { file.noise = .given(noiseVariance) }
        (file.threads, file.isStrict, file.overwrites) = (threads.count, strict, overwrite)
        Build.anticipate()
        (file.predictsClasses, file.otherSources) = (classes, [architecture])
        file.scratch = scratch.map { URL(filePath: $0) }
        file.conjugateGradients = solver.conjugateGradients
        lines = try file.write(progress: progress, interruption: .ofProcess)
      }
    }
    for line in lines { try Output.print(line) }
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
