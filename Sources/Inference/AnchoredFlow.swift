import Foundation
import LinearAlgebra

/// Gradient flow with one training input r taken out, so that what all outputs have in common costs no digits.
///
/// *Definition.* As `GradientFlow` and `GradientFlowVariance`, with the kernels (`AnchoredRows`)
///
///     K = u uᵀ + S,      Θ = v vᵀ + R,      S, R = 0 where an input is r.
///
/// Biases of variance 10¹⁶, or inputs far from the origin, put 10¹⁶ into u uᵀ and v vᵀ, and nothing is said of the
/// inputs but by S and R. The factor of A = Θ + σ² I with r as its first input keeps them apart: with a² = v_r² + σ²,
///
///     F = ⎡ a       0 ⎤     h = v v_r/a,      L Lᵀ = R + σ² I + v vᵀ σ²/a²,      A = F Fᵀ.
///         ⎣ h       L ⎦
///
/// With c = F⁻¹ (Θ(X, x)), w = F⁻¹ Y, p = F⁻¹ u and Fᵀ F = V diag(λ) Vᵀ by `GradedDecomposition`,
///
///     mean      = cᵀ V (1 − e^{−λt}) Vᵀ w
///     variance  = (u(x) − A u)² + S(x, x) + A S Aᵀ − 2 A S(X, x),     Aᵀ = F⁻ᵀ V (1 − e^{−λt}) Vᵀ c,
///     u(x) − A u = u(x) − cᵀ p + cᵀ V e^{−λt} Vᵀ p
///
/// (A the weights Θ(x, X) Θ⁻¹ (1 − e^{−Θt}) there). Nothing of the size of u is subtracted: with
/// d = u − v u_r/v_r, which `AnchoredRows` knows by itself, u(x) − cᵀ p = d(x) + v(x) (u_r/v_r) σ²/a² − …
public struct AnchoredFlow: Sendable {
  /// Inputs, beyond which the rotations of `GradedDecomposition` would take more than some seconds.
  public static let largestOrder = 512

  /// λ_max/λ_min of the kernel that learns, noise included.
  public let conditionNumber: Double
  /// Whether λ_min is ten times above what rounding moves it by.
  public let isConditionTrusted: Bool
  /// The largest |Y − A w| over the largest |y|, with the weights w at the end of time.
  public let residual: Double

  private let unit: KernelUnit
  private let training: AnchoredRows.Training
  private let solver: CholeskyFactor
  private let modes: GradedDecomposition
  /// σ² and a²
  private let noise, pivot: Double
  /// p of the inputs without r.
  private let common: [Double]
  /// Vᵀ p and Vᵀ w.
  private let commonModes: [Double]
  private let targetModes: Matrix<Double>
  private let targetScales: [Double]
  private let entryError: Double
  /// δ, of L Lᵀ.
  private let delta: Double

  /// - Parameters:
  ///   - training: of the other inputs, n of them.
  ///   - targets: of them, [n, k].
  ///   - anchorTargets: of r.
  ///   - meanDiagonal: of Θ.
  ///   - entryError: of S's entries, relative to √(K(x, x) K(x′, x′)).
  /// - Returns: nil where the kernel has no factor, or one that rounding has made: then it is singular to rounding, and
  ///   `CheckedFlow` says what is left.
  /// - Complexity: some 40 n³ multiply-adds, most of them on one thread.
  public init?(
    training given: AnchoredRows.Training, targets: Matrix<Double>, anchorTargets: [Double], noiseVariance: Double,
    meanDiagonal: Double, entryError: Double
  ) throws {
    let n = targets.rows
    let unit = KernelUnit(meanDiagonal + noiseVariance)
    let (training, noise) = (given.scaled(by: unit), noiseVariance * unit.factor)
    (self.unit, self.training, self.noise, self.entryError) = (unit, training, noise, entryError)
    let root = training.learningRoot
    guard root.isFinite, root > 0 else { return nil }
    pivot = root * root + noise
    let rows = training.rows
    let (v, part, ratio) = (rows.learning, noise / pivot, training.root / root)
    var shifted = rows.learningRemainders
    for i in 0..<n { for j in 0..<n { shifted[i, j] += v[i] * (v[j] * part) } }
    for i in 0..<n { shifted[i, i] += noise }
    let source = shifted
    let solver: CholeskyFactor
    do {
      solver = try CholeskyFactor.factor(shifted, shifts: [0]).factor
    } catch is CholeskyFactor.Obstacle {
      return nil
    }
    self.solver = solver
    let largest = try ConditionEnds.largest(source.diagonal) {
      try source.largestEigenvalue(start: $0, tolerance: 0.05)
    }
    let smallest = try ConditionEnds.smallest(solver)
    delta =
      PredictionAccuracy.perturbation(order: n + 1, largest: training.rows.entrySize(entryError), relative: 1)
      + PredictionAccuracy.entryError * largest
    guard smallest > 10 * delta else { return nil }

    let (a, corner) = (pivot.squareRoot(), root / pivot)
    let heads = v.map { $0 * corner }
    var sides = targets.transposed
    for c in anchorTargets.indices { for j in 0..<n { sides[c, j] -= heads[j] * anchorTargets[c] } }
    let scales = zip(targets.largestOfColumns, anchorTargets).map { max($0, $1.magnitude) }
    targetScales = scales
    let scale = scales.max() ?? 0
    let refined = try Refinement.solve(solver, sides) { try source.residuals(of: $0, for: $1) }
    residual = scale > 0 ? refined.residual / scale : 0
    solver.solveLower(&sides)
    let right = Self.joined(anchorTargets.map { $0 / a }, sides)

    var block = Matrix(rows: 1, columns: n, elements: zip(rows.differences, v).map { $0 + $1 * (ratio * part) })
    solver.solveLower(&block)
    common = block.elements

    var columns = Matrix<Double>(rows: n + 1, columns: n + 1)
    var lower = Matrix<Double>(rows: n, columns: n)
    for j in 0..<n { lower[j, j] = 1 }
    solver.multiplyLower(&lower)
    columns[0, 0] = a
    for j in 0..<n {
      columns[0, j + 1] = v[j] * (root / a)
      for i in 0..<n { columns[j + 1, i + 1] = lower[j, i] }
    }
    guard let modes = try GradedDecomposition(columns: columns) else { return nil }
    self.modes = modes
    commonModes = Self.joined([training.root / a], block).multiplied(byTransposeOf: modes.eigenvectors).elements
    targetModes = right.multiplied(byTransposeOf: modes.eigenvectors)
    let (least, most) = (modes.eigenvalues.min() ?? 0, modes.eigenvalues.max() ?? 0)
    conditionNumber = least > 0 ? max(1, most / least) : .infinity
    isConditionTrusted = true
  }

  /// A column before a block.
  private static func joined(_ first: [Double], _ block: Matrix<Double>) -> Matrix<Double> {
    var result = Matrix<Double>(rows: first.count, columns: block.columns + 1)
    for i in first.indices {
      result[i, 0] = first[i]
      for j in 0..<block.columns { result[i, j + 1] = block[i, j] }
    }
    return result
  }

  /// F⁻ᵀ V of every row of a block of modes, without r.
  private func weights(_ modes: Matrix<Double>) -> Matrix<Double> {
    let whole = modes.multiplied(by: self.modes.eigenvectors)
    var result = Matrix<Double>(rows: whole.rows, columns: whole.columns - 1)
    for i in 0..<result.rows { for j in 0..<result.columns { result[i, j] = whole[i, j + 1] } }
    solver.solveUpper(&result)
    return result
  }

  /// Means, one matrix [m, k] a time, and variances, one list a time and none below 0, of m test inputs.
  ///
  /// - Parameters:
  ///   - test: of their kernels with the inputs without r.
  ///   - testVariances: K(x, x).
  ///   - entryError: of these entries, where it is larger.
  ///   - accuracy: learns what the numbers are worth.
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: some 5 m n² multiply-adds a time.
  public func predict(
    _ test: AnchoredRows, testVariances: [Double], at times: [Double], entryError: Double,
    accuracy: inout PredictionAccuracy
  ) throws -> (means: [Matrix<Double>], variances: [[Double]]) {
    if let time = times.first(where: { !($0 >= 0) }) { throw DynamicsError.time(time) }
    let rows = test.scaled(by: unit)
    let (m, k, n) = (testVariances.count, targetScales.count, training.rows.learning.count)
    let (v, root, part) = (training.rows.learning, training.learningRoot, noise / pivot)
    var block = rows.learningRemainders
    for i in 0..<m { for j in 0..<n { block[i, j] += rows.learning[i] * (v[j] * part) } }
    solver.solveLower(&block)
    let ratio = training.root / root
    // u(x) − cᵀ p
    let ends = (0..<m).map { i in
      rows.differences[i] + rows.learning[i] * (ratio * part)
        - zip(block.row(i), common).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let a = pivot.squareRoot()
    let coordinates = Self.joined(rows.learning.map { $0 * (root / a) }, block)
      .multiplied(byTransposeOf: modes.eigenvectors)

    let error = max(self.entryError, entryError)
    let leftOver = training.rows.variances.max() ?? 0
    let largest = training.rows.largestTotal
    let priorDelta = PredictionAccuracy.perturbation(order: n + 1, largest: 1, relative: error)
    let delta = max(
      self.delta, PredictionAccuracy.perturbation(order: n + 1, largest: rows.entrySize(error), relative: 1))
    accuracy.spread = max(accuracy.spread, max(leftOver, rows.variances.max() ?? 0) / unit.factor)
    var (means, variances) = ([Matrix<Double>](), [[Double]]())
    for time in times {
      guard time > 0 else {
        means.append(Matrix(rows: m, columns: k))
        variances.append(testVariances)
        continue
      }
      let exponents = modes.eigenvalues.map { -$0 * (time / unit.factor) }
      let (left, learned) = (exponents.map { exp($0) }, exponents.map { -expm1($0) })
      let gained = coordinates.timesColumns(learned)
      let mean = gained.multiplied(byTransposeOf: targetModes)
      let gaps = (0..<m).map { i in
        ends[i]
          + (0...n).reduce(0.0) { $0 + (left[$1] > 0 ? coordinates[i, $1] * commonModes[$1] * left[$1] : 0) }
      }
      let weights = weights(gained)
      var known = weights.multiplied(by: training.rows.remainders)
      for q in known.elements.indices { known.elements[q] -= rows.remainders.elements[q] }
      // F⁻¹ (K Aᵀ − K(X, x)), by which an error of Θ reaches the variance.
      var slopes = known
      solver.solveLower(&slopes)
      for i in 0..<m { for j in 0..<n { slopes[i, j] -= common[j] * gaps[i] } }
      slopes = Self.joined(gaps.map { -$0 * (training.root / a) }, slopes)
        .multiplied(byTransposeOf: modes.eigenvectors).timesColumns(learned)
      slopes = self.weights(slopes)
      let targetWeights = self.weights(targetModes.timesColumns(learned))
      let targets = (0..<k).map { TargetSize(largest: targetScales[$0], weight: targetWeights.row($0).norm) }
      variances.append(
        (0..<m).map { i in
          let (weight, gap) = (weights.row(i).norm, gaps[i])
          let total = rows.common[i] * rows.common[i] + rows.variances[i]
          let reach = (1 + weight * weight).squareRoot()
          // A_r u_r = u(x) − A u without r.
          let rest = rows.common[i] - gap - zip(weights.row(i), training.rows.common).reduce(0) { $0 + $1.0 * $1.1 }
          let spent = weights.row(i).reduce((rest / training.root).magnitude) { $0 + $1.magnitude }
          accuracy.add(means: mean.row(i), factor: delta * reach, weight: spent, targets: targets)
          let gapError = PredictionAccuracy.entryError * reach * rows.differenceSizes[i]
          let bound =
            priorDelta * (total + largest * weight * weight) + 2 * delta * weight * slopes.row(i).norm
            + gapError * (2 * gap.magnitude + gapError) + PredictionAccuracy.entryError * gap * gap
          let value =
            gap * gap + rows.variances[i] + zip(weights.row(i), known.row(i)).reduce(0) { $0 + $1.0 * $1.1 }
            - zip(weights.row(i), rows.remainders.row(i)).reduce(0) { $0 + $1.0 * $1.1 }
          let scale = max(min(max(leftOver, rows.variances[i]), total), noise)
          return accuracy.clipped(
            value / unit.factor, bound: bound / unit.factor,
            rounding: priorDelta * max(largest, total) / unit.factor,
            scale: (scale > 0 ? scale : total) / unit.factor)
        })
      means.append(mean)
    }
    return (means, variances)
  }
}

extension Matrix<Double> {
  /// Every column j times `factors[j]`.
  fileprivate func timesColumns(_ factors: [Double]) -> Matrix {
    var result = self
    for i in 0..<rows { for j in factors.indices { result[i, j] *= factors[j] } }
    return result
  }
}
