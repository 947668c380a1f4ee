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
    guard goals.count == n else { throw UserDataFailure.rowsDiffer(file: nil, inputs: n, targets: goals.count) }
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

    control.report("decomposition", nil)
    let flow = try GradientFlow(kernel: kernel, targets: goals.matrix(), noiseVariance: noise)
    try control.request.check()
    if let mean {
      for (p, matrix) in try flow.means(crossKernel: cross, at: times).enumerated() { mean.write(matrix, at: p) }
    }
    guard variance != nil || covariance != nil else { return }
    control.report("variance", nil)
    let spread = try GradientFlowVariance(flow, trainingCovariance: CallerArray(prior, "prior").kernel([n, n]))
    let crossCovariance = try CallerArray(crossPrior, "cross_prior").kernel([m, n])
    let own = try CallerArray(testPrior, "test_prior")
    if let covariance {
      try spread.covariances(
        crossKernel: cross, crossCovariance: crossCovariance, testCovariance: own.kernel([m, m]), at: times
      ) { p, matrix in
        try control.request.check()
        covariance.write(matrix, at: p)
        variance?.write((0..<m).map { matrix[$0, $0] }, at: p)
      }
    } else if let variance {
      let diagonal = try own.shape.count == 1 ? own.kernel([m]).elements : own.kernel([m, m]).diagonal
      let found = try spread.variances(
        crossKernel: cross, crossCovariance: crossCovariance, testVariances: diagonal, at: times)
      for (p, numbers) in found.enumerated() { variance.write(numbers, at: p) }
    }
  }
}
