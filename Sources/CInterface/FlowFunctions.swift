import Architectures
import CWideLimit
import Inference
import LinearAlgebra
import UserData

@_cdecl("widelimit_flow")
public func widelimitFlow(
  _ architecture: UnsafePointer<CChar>?, _ x1: UnsafePointer<widelimit_array>?, _ y1: UnsafePointer<widelimit_array>?,
  _ x2: UnsafePointer<widelimit_array>?, _ times: UnsafePointer<widelimit_array>?, _ noise: Double, _ readout: Int32,
  _ means: UnsafePointer<widelimit_array>?, _ variances: UnsafePointer<widelimit_array>?,
  _ control: UnsafePointer<widelimit_control>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let network = try Call.architecture(architecture)
    let (inputs, targets) = (try CallerArray(x1, "x1"), try CallerArray(y1, "y1").targets(asClasses: false))
    let (tests, times) = (try CallerArray(x2, "x2"), try CallerArray(times, "times").list())
    let counts = [times.count, tests.count]
    let mean = try CallerResult(means, "means", counts + [targets.width])
    let variance = try CallerResult(optional: variances, "variances", counts)
    try CallerResult.requireDistinct([mean, variance])
    try Call.require(noise: noise)
    let method: FlowPredictionFile.Method = readout != 0 ? .readout : .gradientFlow
    try FlowPrediction.check(network, method, times, instead: "fit the posterior of the NNGP")
    let work = try FlowPrediction(
      TrainingInputs(inputs.inputs(), targets, architecture: network), x2: tests.inputs(), method: method,
      times: times, noiseVariance: noise, threads: control.threads)
    try work.checkMemory()
    let outcome = try work.run(report: control.report, advance: { _ in }) { rows, means, variances in
      for p in times.indices {
        mean.write(means[p], at: p, row: rows.lowerBound)
        variance?.write(variances[p], at: p, from: rows.lowerBound)
      }
    }
    outcome.warnings.forEach(control.warn)
  }
}

extension Call {
  /// - Throws: `CallFailure.value` for what no variance of noise is.
  static func require(noise: Double) throws {
    guard noise >= 0, noise.isFinite else {
      throw CallFailure.value(argument: "noise", given: "\(noise)", wanted: "a finite number of 0 or more")
    }
  }
}
