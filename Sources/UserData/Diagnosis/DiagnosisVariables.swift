import Foundation
import HDF5

/// A diagnosis as variables of an HDF5 file, over the coordinates `depth` and `mode` (the number of an eigenvalue, from
/// the largest on).
///
/// Every kernel's begin with `ntk_` or `nngp_`. What there is no number for at a depth is NaN; what is infinite, such
/// as κ where λ_min cannot be told from 0, is inf.
package enum DiagnosisVariables {
  /// A variable and its values, the last dimension's side by side.
  package struct Variable: Sendable {
    package let name, longName: String
    package let dimensions: [String]
    /// Whether it says yes (1) or no (0).
    package let isFlag: Bool
    package let values: [Double]
  }

  private struct Quantity {
    let name, longName: String
    var needsTargets = false
    let value: @Sendable (KernelDiagnosis) -> Double?
  }

  private static let quantities: [Quantity] = [
    Quantity(name: "lambda_max", longName: "largest eigenvalue") { $0.spectrum.largest },
    Quantity(name: "lambda_bulk", longName: "mean of all eigenvalues but the largest") { $0.spectrum.bulk },
    Quantity(name: "lambda_min", longName: "smallest eigenvalue; rounding where the kernel is not trusted") {
      $0.spectrum.smallest
    },
    Quantity(
      name: "condition_number",
      longName: "largest over smallest eigenvalue; inf where float64 does not tell the latter from 0"
    ) { $0.conditionNumber },
    Quantity(
      name: "largest_rate",
      longName: "2/lambda_max, the largest learning rate of gradient descent on half the sum of squares over n inputs "
        + "and k outputs, in the architecture's parameterisation; times n k for half their mean, n k/2 for their mean"
    ) { $0.largestRate },
    Quantity(
      name: "time_to_fit_slowest",
      longName: "time of gradient flow at unit rate on half the sum of squares until 1 % of the slowest mode is left"
    ) { $0.slowestTime },
    Quantity(
      name: "time_to_fit", longName: "time of that flow until the residual of y1 without its mean is 1 % of it",
      needsTargets: true
    ) { $0.timeToFit },
    Quantity(
      name: "steps_to_fit",
      longName: "steps of gradient descent at half of the largest rate for it, in the limit of small steps",
      needsTargets: true
    ) { found in found.timeToFit.map { found.steps($0) } },
    Quantity(
      name: "mean_predictor_x2",
      longName: "root mean square of P y1 on x2 over that of y1, its mean taken off; null modes are left out",
      needsTargets: true
    ) { $0.testPredictor },
    Quantity(
      name: "mean_predictor_left_out",
      longName: "root mean square of P y1 on inputs of x1, each left out, over that of y1, its mean taken off",
      needsTargets: true
    ) { $0.leftOutPredictor },
    Quantity(
      name: "left_out_error",
      longName: "root mean square of the error there over that of y1; 1 is the error of its mean", needsTargets: true
    ) { $0.leftOutError },
  ]
  private static let perKernel = quantities.map(\.name) + ["trusted", "eigenvalue", "target_share"]

  /// All that a file of a diagnosis may hold.
  private static let names: Set<String> = Set(
    ["depth", "mode", "row", "test_row"]
      + Diagnosis.Which.allCases.flatMap { which in perKernel.map { "\(which.rawValue)_\($0)" } })

  /// Whether a file holds a diagnosis and nothing else.
  static func areAll(of root: HDF5Group) -> Bool {
    guard let isDiagnosis = try? root.hasAttribute("architecture_depth"), isDiagnosis, let members = try? root.members
    else { return false }
    return members.allSatisfy { names.contains($0.name) && !$0.isGroup }
  }

  /// - Parameters:
  ///   - rows: of x1 that were taken.
  ///   - testRows: of x2.
  static func write(_ diagnosis: Diagnosis, rows: [Int], testRows: [Int], to root: HDF5Group) throws {
    let depth = try root.createScale("depth", diagnosis.depths, longName: diagnosis.family.description)
    let mode = try root.createScale(
      "mode", Array(0..<diagnosis.inputCount), longName: "number of an eigenvalue, the largest first")
    _ = try root.createScale("row", rows, longName: "row of x1 that was taken")
    if !testRows.isEmpty { _ = try root.createScale("test_row", testRows, longName: "row of x2 that was taken") }
    for variable in all(of: diagnosis) {
      let scales = variable.dimensions == ["depth"] ? [depth] : [depth, mode]
      guard variable.isFlag else {
        try root.createVariable(variable.name, over: scales, longName: variable.longName).write(variable.values)
        continue
      }
      let flag = try root.createDataset(
        variable.name, of: UInt8.self, shape: scales.map(\.count), storage: .unfilled)
      for (axis, scale) in scales.enumerated() { try flag.attach(scale: scale, axis: axis) }
      try flag.setAttribute("units", "1")
      try flag.setAttribute("long_name", variable.longName)
      try flag.write(variable.values.map { UInt8($0) })
    }
  }

  /// Every kernel's variables, in their order.
  package static func all(of diagnosis: Diagnosis) -> [Variable] {
    Diagnosis.Which.allCases.flatMap { which -> [Variable] in
      guard let found = diagnosis.kernels[which] else { return [] }
      func variable(
        _ name: String, _ longName: String, _ dimensions: [String], isFlag: Bool = false, _ values: [Double]
      )
        -> Variable
      {
        Variable(
          name: "\(which.rawValue)_\(name)", longName: "\(which.longName): \(longName)", dimensions: dimensions,
          isFlag: isFlag, values: values)
      }
      var variables = quantities.compactMap { quantity -> Variable? in
        guard diagnosis.hasTargets || !quantity.needsTargets else { return nil }
        if quantity.name == "mean_predictor_x2" && !diagnosis.hasTestInputs { return nil }
        return variable(quantity.name, quantity.longName, ["depth"], found.map { quantity.value($0) ?? .nan })
      }
      variables.append(
        variable(
          "trusted", "whether float64 tells its smallest eigenvalue from 0 (1) or not (0)", ["depth"], isFlag: true,
          found.map { $0.spectrum.isTrusted ? 1 : 0 }))
      variables.append(
        variable("eigenvalue", "eigenvalues, descending", ["depth", "mode"], found.flatMap(\.eigenvalues)))
      guard diagnosis.hasTargets else { return variables }
      variables.append(
        variable(
          "target_share", "part of the square of y1, its mean taken off, that lies in the eigenvector",
          ["depth", "mode"],
          found.flatMap { $0.modes?.shares ?? Array(repeating: .nan, count: diagnosis.inputCount) }))
      return variables
    }
  }
}
