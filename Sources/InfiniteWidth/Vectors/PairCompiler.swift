import Architectures
import Nonlinearities

/// Turns layers into steps, carrying the variances of all row and column inputs along.
struct PairCompiler {
  /// K(x, x) of row and column inputs after what has been compiled.
  private(set) var rows: [Double]
  private(set) var columns: [Double]
  private let isSymmetric: Bool
  private let isPairwise: Bool
  /// Layers that have been compiled, repetitions written out.
  private var compiledCount = 0
  private var recent: (nonlinearity: Nonlinearity, rows: [Double], columns: [Double], map: any DualMap)?

  /// - Parameters:
  ///   - isSymmetric: rows and columns are one list, so that its work is done once.
  ///   - isPairwise: the bits of a pair must not depend on the other rows and columns.
  init(rowVariances: [Double], columnVariances: [Double], isSymmetric: Bool, isPairwise: Bool = false) {
    (rows, columns, self.isSymmetric, self.isPairwise) = (rowVariances, columnVariances, isSymmetric, isPairwise)
  }

  /// The next layers, after those compiled before.
  ///
  /// - Throws: `InfiniteWidthError` for layers without a kernel and variances that overflow; `NonlinearityFailure`.
  mutating func segment(_ layers: [Layer]) throws -> DepthSegment {
    let segment = DepthSegment(steps: try compile(layers), roots: roots)
    compiledCount += layers.expandedCount
    guard segment.roots.rows.allSatisfy(\.isFinite), segment.roots.columns.allSatisfy(\.isFinite) else {
      throw InfiniteWidthError.overflows(
        kernel: "NNGP", layer: layers.last?.name ?? "input", position: compiledCount)
    }
    return segment
  }

  /// √q of row and column inputs after what has been compiled.
  private var roots: PairFactors { factors { $0.squareRoot() } }

  private mutating func compile(_ layers: [Layer]) throws -> [any PairStep] {
    var steps: [any PairStep] = []
    // A dropout that the dense layer behind it takes along.
    var dropped: (step: DropoutStep, rows: [Double], columns: [Double])?
    for (layer, next) in zip(layers, layers.dropFirst().map(Optional.init) + [nil]) {
      switch try VectorLayer(layer) {
      case .dense(let layer):
        let (weightVariance, biasVariance, learning) = (layer.weightVariance, layer.biasVariance, layer.trainable)
        let former = dropped
        dropped = nil
        let input = (rows: former?.rows ?? rows, columns: former?.columns ?? columns)
        let step = dense(weightVariance, biasVariance, gainsKernel: learning == .ntk)
        let rates = learning.rates(weightVariance: weightVariance, biasVariance: biasVariance)
        if former == nil, !learning.hasOwnRates {
          steps.append(step)
        } else {
          let roots = PairFactors(
            rows: input.rows.map { (rates.weights * $0).squareRoot() },
            columns: input.columns.map { (rates.weights * $0).squareRoot() })
          steps.append(InputGainStep(dropout: former?.step, dense: step, bias: rates.biases, roots: roots))
        }
      case .activation(let nonlinearity):
        let map = try dualMap(nonlinearity)
        (rows, columns) = (map.rowSecondMoments, isSymmetric ? map.rowSecondMoments : map.columnSecondMoments)
        steps.append(ActivationStep(map: map))
      case .dropout(let keepProbability):
        let step = DropoutStep(keepProbability: keepProbability)
        if case .dense = next { dropped = (step, rows, columns) } else { steps.append(step) }
        update { $0 / keepProbability }
      case .layerNorm:
        steps.append(
          LayerNormStep(inverseRoots: factors { 1 / ($0 + SelfCovariance.layerNormEpsilon).squareRoot() }))
        update { $0 / ($0 + SelfCovariance.layerNormEpsilon) }
      case .branches(let branches): steps.append(try compile(branches: branches))
      case .repeated(let count, let layers):
        for _ in 0..<count { steps += try compile(layers) }
      case .identity: break
      }
    }
    return steps
  }

  /// Branches are added one after another: two parts are an angle, whose differences keep their digits.
  private mutating func compile(branches: [LayerBranch]) throws -> BranchStep {
    let input = (rows: rows, columns: columns)
    var (steps, sums, soFar) = ([[any PairStep]](), [OrthogonalSum](), input)
    for (number, branch) in branches.enumerated() {
      (rows, columns) = input
      var inner = try compile(branch.layers)
      if branch.share != 1 {
        inner.append(ScaleStep(factor: branch.share))
        update { branch.share * $0 }
      }
      steps.append(inner)
      if number > 0 {
        sums.append(
          OrthogonalSum(rows: (soFar.rows, rows), columns: (soFar.columns, columns), isPairwise: isPairwise))
        rows = zip(soFar.rows, rows).map { $0 + $1 }
        columns = zip(soFar.columns, columns).map { $0 + $1 }
      }
      soFar = (rows, columns)
    }
    return BranchStep(branches: steps, sums: sums)
  }

  private mutating func dense(_ weightVariance: Double, _ biasVariance: Double, gainsKernel: Bool) -> DenseStep {
    update { weightVariance * $0 }
    let sum = OrthogonalSum(
      rows: (rows, rows.map { _ in biasVariance }), columns: (columns, columns.map { _ in biasVariance }),
      isPairwise: isPairwise)
    update { $0 + biasVariance }
    return DenseStep(weightVariance: weightVariance, gainsKernel: gainsKernel, sum: sum, roots: roots)
  }

  /// Inputs whose variance is a fixed point of the layers meet the same map again and again; it is prepared once.
  private mutating func dualMap(_ nonlinearity: Nonlinearity) throws -> any DualMap {
    if let recent, recent.nonlinearity == nonlinearity, recent.rows == rows, recent.columns == columns {
      return recent.map
    }
    let map =
      try isPairwise
      ? nonlinearity.pairwiseDualMap(rowVariances: rows, columnVariances: columns)
      : nonlinearity.dualMap(rowVariances: rows, columnVariances: columns)
    recent = (nonlinearity, rows, columns, map)
    return map
  }

  private mutating func update(_ change: (Double) -> Double) {
    rows = rows.map(change)
    columns = isSymmetric ? rows : columns.map(change)
  }

  private func factors(_ factor: (Double) -> Double) -> PairFactors {
    let rows = rows.map(factor)
    return PairFactors(rows: rows, columns: isSymmetric ? rows : columns.map(factor))
  }
}

extension LayerLearning {
  /// Whether Θ gains something else than K behind the layer, or nothing.
  var hasOwnRates: Bool { if case .rates = self { true } else { false } }
}
