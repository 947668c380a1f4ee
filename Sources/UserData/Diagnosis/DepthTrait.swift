/// What is said to hold of an architecture from one depth to another (`Diagnosis.lines` says why).
enum DepthTrait: Sendable, CaseIterable {
  /// A solve with the kernel keeps digits in float32.
  case singlePrecision
  /// The same in float64.
  case doublePrecision
  /// P(Θ)Y on inputs that were not trained on keeps a tenth of Y's size.
  case generalises

  /// - Parameter hasTestInputs: whether these were not trained on, or inputs that are left out.
  /// - Returns: nil where it is not known.
  func holds(of found: KernelDiagnosis, hasTestInputs: Bool) -> Bool? {
    switch self {
    case .singlePrecision: found.conditionNumber < Diagnosis.singlePrecisionLimit
    case .doublePrecision: found.spectrum.isTrusted
    case .generalises:
      (hasTestInputs ? found.testPredictor : found.leftOutPredictor).map { $0 >= Diagnosis.leastPredictor }
    }
  }

  /// Where it holds, by the depths at which it is known; nil: nowhere.
  func run(_ depths: [Int], _ found: [KernelDiagnosis], hasTestInputs: Bool) -> DepthRun? {
    let known = zip(depths, found).compactMap { depth, found in
      holds(of: found, hasTestInputs: hasTestInputs).map { (depth: depth, holds: $0) }
    }
    return DepthRun(known.map(\.depth), where: known.map(\.holds))
  }
}
