import CWideLimit
import Inference
import LinearAlgebra
import UserData

@_cdecl("widelimit_kernel_flow")
public func widelimitKernelFlow(
  _ theta: UnsafePointer<widelimit_array>?, _ targets: UnsafePointer<widelimit_array>?,
  _ crossTheta: UnsafePointer<widelimit_array>?, _ prior: UnsafePointer<widelimit_array>?,
  _ crossPrior: UnsafePointer<widelimit_array>?, _ testPrior: UnsafePointer<widelimit_array>?,
  _ times: UnsafePointer<widelimit_array>?, _ noise: Double, _ means: UnsafePointer<widelimit_array>?,
  _ variances: UnsafePointer<widelimit_array>?, _ covariances: UnsafePointer<widelimit_array>?,
  _ control: UnsafePointer<widelimit_control>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let learning = try CallerArray(theta, "theta")
    let n = learning.count
    let (kernel, goals) = (try learning.kernel([n, n]), try CallerArray(targets, "targets").targets(asClasses: false))
    guard goals.count == n else {
      throw UserDataFailure.rowsDiffer(
        file: nil, first: "theta", inputs: n, second: "targets", targets: goals.count)
    }
    let crossing = try CallerArray(crossTheta, "cross_theta")
    let m = crossing.count
    let cross = try crossing.kernel([m, n])
    let times = try CallerArray(times, "times").list()
    let mean = try CallerResult(optional: means, "means", [times.count, m, goals.width])
    let variance = try CallerResult(optional: variances, "variances", [times.count, m])
    let covariance = try CallerResult(optional: covariances, "covariances", [times.count, m, m])
    try CallerResult.requireDistinct([mean, variance, covariance])
    try Call.require(noise: noise)
    try CallMemory.check("kernel flow", numbers: [(5 * n, n), (8 * m, n), (covariance == nil ? 0 : 3 * m, m)])
    // All is read, and refused, before anything is written.
    let priors =
      variance == nil && covariance == nil
      ? nil
      : try FlowPriors(
        CallerArray(prior, "prior").kernel([n, n]), CallerArray(crossPrior, "cross_prior").kernel([m, n]),
        CallerArray(testPrior, "test_prior"), m, isDiagonalEnough: covariance == nil)

    control.report("decomposition", nil)
    let flow = try GradientFlow(kernel: kernel, targets: goals.matrix(), noiseVariance: noise)
    try control.request.check()
    if let mean {
      for (p, matrix) in try flow.means(crossKernel: cross, at: times).enumerated() { mean.write(matrix, at: p) }
    }
    guard let priors else { return }
    control.report("variance", nil)
    let spread = try GradientFlowVariance(flow, trainingCovariance: priors.training)
    if let covariance {
      try spread.covariances(
        crossKernel: cross, crossCovariance: priors.cross, testCovariance: priors.test, at: times
      ) { p, matrix in
        try control.request.check()
        covariance.write(matrix, at: p)
        variance?.write((0..<m).map { matrix[$0, $0] }, at: p)
      }
    } else if let variance {
      let found = try spread.variances(
        crossKernel: cross, crossCovariance: priors.cross, testVariances: priors.testVariances, at: times)
      for (p, numbers) in found.enumerated() { variance.write(numbers, at: p) }
    }
  }
}

/// Covariances of the functions at the start.
private struct FlowPriors {
  let training, cross: Matrix<Double>
  /// [m, m], or [m, 1] where variances are enough.
  let test: Matrix<Double>

  /// - Throws: as `CallerArray.kernel`.
  init(
    _ training: Matrix<Double>, _ cross: Matrix<Double>, _ test: CallerArray, _ m: Int, isDiagonalEnough: Bool
  ) throws {
    (self.training, self.cross) = (training, cross)
    self.test = try test.kernel(isDiagonalEnough && test.shape.count == 1 ? [m] : [m, m])
  }

  var testVariances: [Double] { test.columns == test.rows ? test.diagonal : test.elements }
}
