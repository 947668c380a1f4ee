import LinearAlgebra

extension CheckedPosterior {
  /// The posterior of m test inputs.
  ///
  /// Where the weights come from an iteration (`ConjugateGradients`) and leave r = t − A w, an error of a mean is
  /// kᵀ A⁻¹ r, at most √S(x*, x*) ‖r‖/√λ_min. (Where an error of β adds to it: `Parts.remainders`.)
  ///
  /// Without the factor, the weights v = A⁻¹ k* of a test input that `PredictionAccuracy` asks for are bounded:
  /// kᵀ A⁻¹ k ≤ S(x*, x*), or K, since no variance is negative, so that ‖v‖² ≤ S(x*, x*)/λ_min.
  ///
  /// - Parameters:
  ///   - crossKernel: S(x*, D) or K(x*, D), [m, n].
  ///   - testVariances: S(x*, x*) or K(x*, x*).
  ///   - components: u(x*); empty without an anchor.
  ///   - isInUnits: whether the cross kernel is multiplied by `Parts.kernelUnit` already.
  ///   - entryError: of these entries, as of the `Problem`'s, where it is larger.
  ///   - accuracy: learns what the numbers are worth.
  /// - Returns: the means, [m, k], and the variances, none below 0; nil without the factor.
  /// - Throws: `EndRequest.Requested`.
  /// - Complexity: m n k multiply-adds, and m n² for variances.
  public func predict(
    crossKernel: consuming Matrix<Double>, testVariances: [Double], components: [Double] = [], isInUnits: Bool = false,
    entryError: Double = 0, accuracy: inout PredictionAccuracy
  ) throws -> (means: Matrix<Double>, variances: [Double]?) {
    let (unit, anchor) = (parts.unit, parts.anchor)
    var cross = consume crossKernel
    if !isInUnits && unit.factor != 1 {
      try cross.changeRows { [n = cross.columns] _, row in for j in 0..<n { row[j] *= unit.factor } }
    }
    let test = Test(
      priors: testVariances.map { $0 * unit.factor }, components: components.map { $0 * unit.rootFactor })
    let (means, kriging) = means(test, cross)
    let spreads = try spreads(test.priors, cross)
    accuracy.spread = max(accuracy.spread, (spreads.max() ?? 0) / unit.factor)
    let bounds = Bounds(parts, crossError: entryError)
    accuracy.isFirstOrder = accuracy.isFirstOrder && bounds.areOfFirstOrder
    // K(x, x); priors are those that know the anchor.
    let totals = anchor == nil ? test.priors : zip(test.priors, test.components).map { $0 + $1 * $1 }

    guard let solver else {
      for (i, prior) in test.priors.enumerated() {
        // λ_min is known to 10 %.
        let size = (prior / (0.9 * parts.smallestEigenvalue)).squareRoot()
        let common = anchor.map { (kriging[i] / $0.root).magnitude } ?? 0
        let spent = Double(cross.columns).squareRoot() * size + common
        accuracy.add(
          means: means.row(i),
          factor: bounds.cross * totals[i].squareRoot() + bounds.training * (bounds.largest.squareRoot() * size),
          weight: spent, perRemainder: size + common, targets: bounds.targets)
      }
      return (means, nil)
    }
    solver.solveLower(&cross)
    let explained = (0..<cross.rows).map { i in cross.row(i).reduce(0) { $0 + $1 * $1 } }
    solver.solveUpper(&cross)
    let noise = parts.noiseVarianceUsed * unit.factor
    let results = test.priors.enumerated().map { i, prior in
      let common = (anchor?.weight ?? 0) * (kriging[i] * kriging[i])
      let (own, others) = (totals[i].squareRoot(), cross.row(i).weightedSquare(bounds.variances).squareRoot())
      let spent = cross.row(i).reduce((anchor.map { (kriging[i] / $0.root).magnitude }) ?? 0) { $0 + $1.magnitude }
      accuracy.add(
        means: means.row(i), factor: bounds.cross * own + bounds.training * others, weight: spent,
        targets: bounds.targets)
      let scale = max(min(spreads[i], totals[i]), noise)
      return accuracy.clipped(
        (prior - explained[i] + common) / unit.factor,
        bound: (bounds.cross * own * (own + 2 * others) + bounds.training * others * others) / unit.factor,
        rounding: bounds.cross * totals[i] / unit.factor,
        scale: (scale > 0 ? scale : totals[i]) / unit.factor)
    }
    return (means, results)
  }

  /// The means [m, k], and what S(x*, D) A⁻¹ u leaves of u(x*), [m]: 0 without an anchor.
  ///
  /// A⁻¹ u is one more column beside the weights: a cross kernel larger than the caches is read once.
  private func means(_ test: Test, _ cross: Matrix<Double>) -> (Matrix<Double>, kriging: [Double]) {
    guard let anchor = parts.anchor else {
      return (cross.multiplied(byTransposeOf: parts.weights), Array(repeating: 0, count: cross.rows))
    }
    let (k, n) = (parts.weights.rows, parts.weights.columns)
    let solutions = Matrix(rows: k + 1, columns: n, elements: parts.weights.elements + anchor.solution)
    let products = cross.multiplied(byTransposeOf: solutions)
    var means = Matrix<Double>(rows: cross.rows, columns: k)
    for i in 0..<cross.rows {
      for c in 0..<k { means[i, c] = products[i, c] + test.components[i] * anchor.slopes[c] }
    }
    return (means, (0..<cross.rows).map { test.components[$0] - products[$0, k] })
  }

  /// Of the test inputs, in units.
  private struct Test {
    let priors: [Double]
    let components: [Double]
  }

  /// What knowing one output leaves: the anchor's, or the best of all others'.
  private func spreads(_ priors: [Double], _ cross: Matrix<Double>) throws -> [Double] {
    let diagonal = parts.diagonal
    guard parts.anchor == nil else {
      let leftOver = diagonal.max() ?? 0
      return priors.map { max($0, leftOver) }
    }
    return try cross.mapRows { row, numbers in
      PredictionAccuracy.spread(priors[row], crossKernel: numbers, diagonal: diagonal)
    }
  }

  /// What errors of entries, which are relative to √(K(x, x) K(x′, x′)), do to predictions.
  private struct Bounds {
    /// Of a test input's entries, and of the training kernel's.
    let cross, training: Double
    let variances: [Double]
    let largest: Double
    let areOfFirstOrder: Bool
    let targets: [TargetSize]

    init(_ parts: Parts, crossError: Double) {
      let variances = parts.variances
      let roundings = Double(max(1, parts.diagonal.count)).squareRoot()
      training = roundings * parts.entryError
      cross = roundings * max(parts.entryError, crossError)
      (self.variances, largest) = (variances, variances.max() ?? 0)
      areOfFirstOrder = parts.areOfFirstOrder
      targets = parts.targetScales.enumerated().map { c, scale in
        TargetSize(
          largest: scale, weight: parts.weights.row(c).weightedSquare(variances).squareRoot(),
          remainder: parts.isIterative ? parts.remainders[c] : 0)
      }
    }
  }
}
