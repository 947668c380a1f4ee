import Architectures
import CWideLimit
import MeanField
import UserData

@_cdecl("widelimit_mean_field")
public func widelimitMeanField(
  _ architecture: UnsafePointer<CChar>?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  json?.pointee = nil
  return Call.answer(error) { _ in
    try Call.give(JSONMember.members(of: Call.architecture(architecture).meanField), to: json, "json")
  }
}

extension JSONMember {
  static func members(of theory: MeanFieldTheory) -> [String: JSONMember] {
    var members: [String: JSONMember] = [
      "phase": JSONMember(theory.phase) { .text($0.rawValue) },
      "separation_star": JSONMember(theory.fixedSeparation, JSONMember.number),
      "gradient_factor": JSONMember(theory.gradientFactor, JSONMember.number),
      "xi_gradient": JSONMember(theory.gradientDepthScale, JSONMember.number),
      "nonlinearity": .text(theory.nonlinearity.name), "weight_variance": .number(theory.weightVariance),
      "bias_variance": .number(theory.biasVariance), "keep_probability": .number(theory.keepProbability),
    ]
    for (name, value) in MeanFieldReading.quantities(theory) { members[name] = JSONMember(value, JSONMember.number) }
    return members
  }

  /// What does not exist is `{"absent": why}`.
  fileprivate init<Value>(_ quantity: Quantity<Value>, _ member: (Value) -> JSONMember) {
    switch quantity {
    case .value(let value): self = member(value)
    case .absent(let reason): self = .members(["absent": .text(reason.message)])
    }
  }
}
