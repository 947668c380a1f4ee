import Architectures
import CWideLimit
import Foundation
import LinearAlgebra
import Texts
import UserData

@_cdecl("widelimit_model_facts")
public func widelimitModelFacts(
  _ model: OpaquePointer?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  json?.pointee = nil
  return Call.answer(error) { _ in
    let model = try ModelBox.model(model)
    let (parts, evidence) = (model.parts, model.evidence)
    let text = try model.kernel.architecture.json()
    let rest = evidence.leaveOneOut
    func orNull(_ number: Double?) -> JSONMember { number.map(JSONMember.number) ?? .null }
    let members: [String: JSONMember] = [
      "architecture": JSONMember(try StrictJSON.tree(Data(text.utf8))),
      "inputs": .whole(model.inputs.rows), "outputs": .whole(model.outputCount),
      "input_shape": .list(model.inputShape.extents.map(JSONMember.whole)),
      "classes": model.classes.map { .list($0.map(JSONMember.whole)) } ?? .null,
      "has_factor": .flag(model.hasFactor), "noise_variance": .number(parts.noiseVarianceUsed),
      "attempts": .whole(parts.attempts), "condition_number": .number(parts.conditionNumber),
      "residual": .number(parts.residual),
      "log_marginal_likelihood": .number(evidence.logMarginalLikelihood.total),
      "log_marginal_likelihood_of_outputs": .list(evidence.logMarginalLikelihood.outputs.map(JSONMember.number)),
      "leave_one_out_mean_squared_error": orNull(rest?.meanSquaredError),
      "leave_one_out_log_predictive_probability": orNull(rest?.logPredictiveProbability),
      "leave_one_out_accuracy": orNull(rest?.accuracy),
      "warnings": .list(model.warnings.map(JSONMember.text)),
    ]
    try Call.give(members, to: json, "json")
  }
}

@_cdecl("widelimit_model_array")
public func widelimitModelArray(
  _ model: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ result: UnsafePointer<widelimit_array>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error) { _ in
    let model = try ModelBox.model(model)
    let (evidence, n, k) = (model.evidence, model.inputs.rows, model.outputCount)
    let name = try Call.text(name, "name")
    let rest = evidence.leaveOneOut
    switch name {
    case "weights": try CallerResult(result, name, [n, k]).write(evidence.weights)
    case "leave_one_out_mean": try CallerResult(result, name, [n, k]).write(try Call.required(rest, name).means)
    case "leave_one_out_variance": try CallerResult(result, name, [n]).write(try Call.required(rest, name).variances)
    case "x1":
      switch model.inputShape {
      case .vector(let features): try CallerResult(result, name, [n, features]).write(model.inputs)
      case .image, .sequence:
        try CallerResult(result, name, [n] + model.inputShape.extents).writeAll(model.inputs.elements)
      }
    default:
      throw CallFailure.value(
        argument: "name", given: name,
        wanted: "one of weights, leave_one_out_mean, leave_one_out_variance and x1")
    }
  }
}

extension Call {
  fileprivate static func required(_ rest: ModelEvidence.Rest?, _ name: String) throws -> ModelEvidence.Rest {
    if let rest { return rest }
    throw CallFailure.value(
      argument: name, given: "not there", wanted: "leaves_one_out to the fit")
  }
}

extension JSONMember {
  fileprivate init(_ tree: JSONTree) {
    self =
      switch tree {
      case .null: .null
      case .boolean(let value): .flag(value)
      case .number(let value): .number(value)
      case .text(let value): .text(value)
      case .list(let values): .list(values.map(Self.init))
      case .object(let values): .members(values.mapValues(Self.init))
      }
  }
}
