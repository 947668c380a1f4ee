import CWideLimit
import LinearAlgebra
import UserData

@_cdecl("widelimit_diagnose")
public func widelimitDiagnose(
  _ architecture: UnsafePointer<CChar>?, _ x1: UnsafePointer<widelimit_array>?, _ y1: UnsafePointer<widelimit_array>?,
  _ x2: UnsafePointer<widelimit_array>?, _ count: Int64, _ depths: UnsafePointer<Int64>?,
  _ control: UnsafePointer<widelimit_control>?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  json?.pointee = nil
  return Call.answer(error, control) { control in
    let network = try Call.architecture(architecture)
    let targets = try CallerArray(optional: y1, "y1").map { try $0.numbers() }
    let data = try DiagnosisInputs(
      CallerArray(x1, "x1").inputs(), targets, CallerArray(optional: x2, "x2")?.inputs())
    var warnings: [String] = []
    let work = try DiagnosisWork(
      network, data, depths: count == 0 ? nil : Call.depths(count, depths), threads: control.threads
    ) { warnings.append($0) }
    if let failure = work.nothingLearns { warnings.append(failure.message) }
    try work.checkMemory()
    let diagnosis = try work.run(report: control.report)
    warnings.forEach(control.warn)
    try Call.give(DiagnosisText(diagnosis, warnings).members, to: json, "json")
  }
}

/// A diagnosis as the interface gives it.
private struct DiagnosisText {
  let members: JSONMember

  init(_ diagnosis: Diagnosis, _ warnings: [String]) {
    var variables: [String: JSONMember] = [:]
    for variable in DiagnosisVariables.all(of: diagnosis) {
      variables[variable.name] = .members([
        "long_name": .text(variable.longName), "dimensions": .list(variable.dimensions.map(JSONMember.text)),
        "values": Self.values(variable, depths: diagnosis.depths.count),
      ])
    }
    members = .members([
      "depths": .list(diagnosis.depths.map(JSONMember.whole)), "lines": .list(diagnosis.lines.map(JSONMember.text)),
      "warnings": .list(warnings.map(JSONMember.text)), "variables": .members(variables),
      "attributes": .members(Self.attributes(diagnosis)),
    ])
  }

  private static func values(_ variable: DiagnosisVariables.Variable, depths: Int) -> JSONMember {
    let numbers = variable.values.map { variable.isFlag ? JSONMember.flag($0 != 0) : .number($0) }
    guard variable.dimensions.count > 1 else { return .list(numbers) }
    let width = numbers.count / depths
    return .list((0..<depths).map { .list(Array(numbers[$0 * width..<($0 + 1) * width])) })
  }

  private static func attributes(_ diagnosis: Diagnosis) -> [String: JSONMember] {
    var attributes: [String: JSONMember] = [
      "architecture_depth": .whole(diagnosis.family.ownDepth), "depth_is": .text(diagnosis.family.description),
      "repeated_rows": .flag(diagnosis.hasRepeatedRows), "float32_limit": .number(Diagnosis.singlePrecisionLimit),
      "float64_limit": .number(diagnosis.doublePrecisionLimit),
    ]
    switch diagnosis.theory {
    case .absent(let failure): attributes["mean_field"] = .members(["absent": .text(failure.message)])
    case .theory(let theory): attributes["mean_field"] = .members(JSONMember.members(of: theory))
    }
    return attributes
  }
}
