import Architectures
import LinearAlgebra
import Nonlinearities

/// The recursion of pairs that hardly any unit has in common: behind dropouts that keep a small share p of the units,
/// all of them together, the correlation c is p times what it was, and of c = 1 − ε only the digits that 1 has are
/// known, an ulp/p of c.
///
/// A pair is carried as ε, 1 + c and c, each of which keeps its relative precision. For sums of independent parts,
/// where an input is a unit vector a (`OrthogonalSum`),
///
///     1 ∓ c = Σ aᵢ a′ᵢ (1 ∓ cᵢ) + ½ Σ (aᵢ − a′ᵢ)²,    c = Σ aᵢ a′ᵢ cᵢ,
///
/// and what φ makes of a small c is `SmallCosines`.
struct CosineRecursion: Sendable {
  private let steps: [Step]
  /// √K(x, x) behind the layers.
  private let roots: PairFactors
  /// K(x, x) behind the layers.
  let rowVariances: [Double]
  let columnVariances: [Double]

  private indirect enum Step: Sendable {
    /// Parts of each input are √ of the shares of weighted input and bias.
    case dense(weightVariance: Double, gain: Gain, parts: [PairFactors])
    case activation(any DualMap, SmallCosines)
    case dropout(keepProbability: Double)
    case layerNorm(inverseRoots: PairFactors)
    case scale(Double)
    /// Parts of each input are √ of the branches' shares.
    case branches([[Step]], parts: [PairFactors])
  }

  /// What Θ gains from a dense layer.
  private enum Gain: Sendable {
    case nothing
    /// K behind the layer; √K(x, x) there.
    case output(roots: PairFactors)
    /// a K + b before it; √(a K(x, x)) there.
    case input(roots: PairFactors, bias: Double)
  }

  /// - Parameter isPairwise: the bits of a pair must not depend on the other rows and columns.
  /// - Throws: `NonlinearityFailure`, and `InfiniteWidthError` of layers without a kernel.
  init(_ layers: [Layer], rowVariances: [Double], columnVariances: [Double], isPairwise: Bool = false) throws {
    var variances = Variances(rows: rowVariances, columns: columnVariances)
    steps = try Self.compile(layers, &variances, isPairwise)
    roots = variances.factors { $0.squareRoot() }
    (self.rowVariances, self.columnVariances) = (variances.rows, variances.columns)
  }

  /// Carries the pairs of a tile through all layers.
  ///
  /// - Parameters: as of `PairRecursion.run`.
  /// - Complexity: as of `advance`.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    lowerTriangleOnly: Bool
  ) {
    Self.forEach(tile, lowerTriangleOnly) { place, row, column in
      var pair = CosinePair(carried: separations[place])
      advance(&pair, row, column)
      separations[place] = kernel(of: pair, row, column)
      tangents?[place] = pair.tangent
    }
  }

  /// Carries pairs of a tile, row-major without gaps, through all layers, and writes K and Θ behind them.
  func advance(
    _ pairs: UnsafeMutablePointer<CosinePair>, _ tile: Tile, kernels: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>?, lowerTriangleOnly: Bool
  ) {
    Self.forEach(tile, lowerTriangleOnly) { place, row, column in
      advance(&pairs[place], row, column)
      kernels[place] = kernel(of: pairs[place], row, column)
      tangents?[place] = pairs[place].tangent
    }
  }

  /// Carries one pair through all layers.
  /// - Complexity: a layer with its φ takes 0.13 µs of relu, 0.2 of sin, 0.5 of erf, 0.7 of gelu, 8 of tanh.
  func advance(_ pair: inout CosinePair, _ row: Int, _ column: Int) {
    for step in steps { Self.apply(step, to: &pair, row, column) }
  }

  /// K of a pair behind the layers.
  func kernel(of pair: CosinePair, _ row: Int, _ column: Int) -> Double {
    roots.rows[row] * roots.columns[column] * pair.cosine
  }

  private static func forEach(_ tile: Tile, _ lowerTriangleOnly: Bool, _ body: (_ place: Int, Int, Int) -> Void) {
    for (k, row) in tile.rows.enumerated() {
      for (j, column) in tile.columns.enumerated() where !lowerTriangleOnly || column <= row {
        body(k * tile.columns.count + j, row, column)
      }
    }
  }

  private struct Variances {
    var rows: [Double]
    var columns: [Double]

    mutating func update(_ change: (Double) -> Double) { (rows, columns) = (rows.map(change), columns.map(change)) }
    func factors(_ factor: (Double) -> Double) -> PairFactors {
      PairFactors(rows: rows.map(factor), columns: columns.map(factor))
    }
    /// √ of what a part has of the whole; 1 of no part of nothing, so that there is a direction.
    func share(of whole: Variances, ofNothing: Double) -> PairFactors {
      func roots(_ part: [Double], _ whole: [Double]) -> [Double] {
        zip(part, whole).map { $1 > 0 ? ($0 / $1).squareRoot() : ofNothing }
      }
      return PairFactors(rows: roots(rows, whole.rows), columns: roots(columns, whole.columns))
    }
  }

  private static func compile(
    _ layers: [Layer], _ variances: inout Variances, _ isPairwise: Bool
  ) throws -> [Step] {
    var steps: [Step] = []
    for layer in layers {
      switch try VectorLayer(layer) {
      case .dense(let dense):
        let (weightVariance, biasVariance, learning) = (dense.weightVariance, dense.biasVariance, dense.trainable)
        let input = variances
        variances.update { weightVariance * $0 }
        let weighted = variances
        variances.update { $0 + biasVariance }
        var bias = variances
        bias.update { _ in biasVariance }
        let gain: Gain =
          switch learning {
          case .none: .nothing
          case .ntk: .output(roots: variances.factors { $0.squareRoot() })
          case .rates(let weights, let biases):
            .input(roots: input.factors { (weights * $0).squareRoot() }, bias: biases)
          }
        steps.append(
          .dense(
            weightVariance: weightVariance, gain: gain,
            parts: [weighted.share(of: variances, ofNothing: 1), bias.share(of: variances, ofNothing: 0)]))
      case .activation(let nonlinearity):
        let map =
          try isPairwise
          ? nonlinearity.pairwiseDualMap(rowVariances: variances.rows, columnVariances: variances.columns)
          : nonlinearity.dualMap(rowVariances: variances.rows, columnVariances: variances.columns)
        let moments = Variances(rows: map.rowSecondMoments, columns: map.columnSecondMoments)
        steps.append(
          .activation(
            map, SmallCosines(nonlinearity, variances: variances.factors { $0 }, moments: moments.factors { $0 })))
        variances = moments
      case .dropout(let keepProbability):
        steps.append(.dropout(keepProbability: keepProbability))
        variances.update { $0 / keepProbability }
      case .layerNorm:
        steps.append(
          .layerNorm(inverseRoots: variances.factors { 1 / ($0 + SelfCovariance.layerNormEpsilon).squareRoot() }))
        variances.update { $0 / ($0 + SelfCovariance.layerNormEpsilon) }
      case .branches(let branches): steps.append(try compile(branches: branches, &variances, isPairwise))
      case .repeated(let count, let inner):
        for _ in 0..<count { steps += try compile(inner, &variances, isPairwise) }
      case .identity: break
      }
    }
    return steps
  }

  private static func compile(
    branches: [LayerBranch], _ variances: inout Variances, _ isPairwise: Bool
  ) throws -> Step {
    let input = variances
    var (steps, ends) = ([[Step]](), [Variances]())
    for branch in branches {
      var own = input
      var inner = try compile(branch.layers, &own, isPairwise)
      if branch.share != 1 {
        inner.append(.scale(branch.share))
        own.update { branch.share * $0 }
      }
      steps.append(inner)
      ends.append(own)
    }
    variances = ends.dropFirst().reduce(ends.first ?? input) { sum, own in
      Variances(rows: zip(sum.rows, own.rows).map(+), columns: zip(sum.columns, own.columns).map(+))
    }
    let parts = ends.enumerated().map { $1.share(of: variances, ofNothing: $0 == 0 ? 1 : 0) }
    return .branches(steps, parts: parts)
  }

  private static func apply(_ step: Step, to pair: inout CosinePair, _ row: Int, _ column: Int) {
    switch step {
    case .dense(let weightVariance, let gain, let parts):
      let input = pair.cosine
      pair.sum([pair, .same], parts, row, column)
      let gained =
        switch gain {
        case .nothing: 0.0
        case .output(let roots): roots.rows[row] * roots.columns[column] * pair.cosine
        case .input(let roots, let bias): roots.rows[row] * roots.columns[column] * input + bias
        }
      pair.tangent = weightVariance * pair.tangent + gained
    case .activation(let map, let small): pair.activate(map, small, row, column)
    case .dropout(let keep):
      pair.drop(keepProbability: keep)
    case .layerNorm(let inverseRoots):
      pair.tangent *= inverseRoots.rows[row] * inverseRoots.columns[column]
    case .scale(let factor): pair.tangent *= factor
    case .branches(let branches, let parts):
      let ends = branches.map { steps in
        var own = pair
        for step in steps { apply(step, to: &own, row, column) }
        return own
      }
      pair.sum(ends, parts, row, column)
      pair.tangent = ends.reduce(0) { $0 + $1.tangent }
    }
  }
}
