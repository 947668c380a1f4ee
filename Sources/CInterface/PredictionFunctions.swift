import CWideLimit
import Inference
import LinearAlgebra
import UserData

@_cdecl("widelimit_model_predict")
public func widelimitModelPredict(
  _ model: OpaquePointer?, _ x2: UnsafePointer<widelimit_array>?, _ means: UnsafePointer<widelimit_array>?,
  _ variances: UnsafePointer<widelimit_array>?, _ covariance: UnsafePointer<widelimit_array>?,
  _ probabilities: UnsafePointer<widelimit_array>?, _ control: UnsafePointer<widelimit_control>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let model = try ModelBox.model(model)
    let inputs = try CallerArray(x2, "x2")
    let (m, k) = (inputs.count, model.outputCount)
    let mean = try CallerResult(optional: means, "means", [m, k])
    let variance = try CallerResult(optional: variances, "variances", [m])
    let whole = try CallerResult(optional: covariance, "covariance", [m, m])
    let probability = try CallerResult(optional: probabilities, "probabilities", [m, k])
    try CallerResult.requireDistinct([mean, variance, whole, probability])
    if mean == nil && variance == nil && whole == nil && probability == nil {
      throw CallFailure.missing(argument: "means, variances, covariance and probabilities")
    }
    if probability != nil && model.classes == nil {
      throw CallFailure.value(
        argument: "probabilities", given: "asked of a model of numbers", wanted: "NULL, or fit labels of classes")
    }
    var wanted: FittedModel.Wanted = .means
    if variance != nil || probability != nil { wanted.insert(.variances) }
    if whole != nil { wanted.insert(.covariance) }
    let found = try model.predict(inputs.inputs(), wanted, threads: control.threads, report: control.report) {
      rows, means, variances in
      mean?.write(means, row: rows.lowerBound)
      guard let variances else { return }
      variance?.write(variances, from: rows.lowerBound)
      if let probability {
        probability.write(LargestOutput.probabilities(means, variances: variances), row: rows.lowerBound)
      }
    }
    if let matrix = found.covariance { whole?.write(matrix) }
    found.warnings.forEach(control.warn)
  }
}
