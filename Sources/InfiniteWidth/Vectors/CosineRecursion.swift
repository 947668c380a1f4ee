import Architectures
import LinearAlgebra
import Nonlinearities

/// The recursion of pairs that hardly any unit has in common: behind a dropout that keeps a small share p of the units
/// the correlation c is p times what it was, and of c = 1 − ε only the digits that 1 has are known, an ulp/p of c.
///
/// A pair is carried as ε, 1 + c and c, each of which keeps its relative precision. For sums of independent parts,
/// where an input is a unit vector a (`OrthogonalSum`),
///
///     1 ∓ c = Σ aᵢ a′ᵢ (1 ∓ cᵢ) + ½ Σ (aᵢ − a′ᵢ)²,    c = Σ aᵢ a′ᵢ cᵢ,
///
/// and where φ is odd, T(c) = √(q₁q₂) ∫₀ᶜ Ṫ. A φ with an even part makes c large again.
struct CosineRecursion: Sendable {
  /// Shares of units below this lose three digits and more.
  static let smallestShare = 0x1p-10

  private let steps: [Step]
  /// √K(x, x) behind the layers.
  private let roots: PairFactors

  private indirect enum Step: Sendable {
    /// Parts of each input are √ of the shares of weighted input and bias; roots √K(x, x) behind the layer.
    case dense(weightVariance: Double, trainable: Bool, parts: [PairFactors], roots: PairFactors)
    /// √(q/T) of every input.
    case activation(any DualMap, ratios: PairFactors)
    case dropout(keepProbability: Double)
    case layerNorm(inverseRoots: PairFactors)
    case residual([Step], parts: [PairFactors])
  }

  static func isNeeded(by layers: [Layer]) -> Bool {
    layers.contains { layer in
      switch layer {
      case .dropout(let keepProbability): keepProbability < smallestShare
      case .residual(let inner), .repeated(_, let inner): isNeeded(by: inner)
      default: false
      }
    }
  }

  /// - Throws: `NonlinearityFailure`, and `InfiniteWidthError` of layers without a kernel.
  init(_ layers: [Layer], rowVariances: [Double], columnVariances: [Double]) throws {
    var variances = Variances(rows: rowVariances, columns: columnVariances)
    steps = try Self.compile(layers, &variances)
    roots = variances.factors { $0.squareRoot() }
  }

  /// Carries the pairs of a tile through all layers.
  ///
  /// - Parameters: as of `PairRecursion.run`.
  /// - Complexity: some 100 ns a pair and layer.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    lowerTriangleOnly: Bool
  ) {
    for (k, row) in tile.rows.enumerated() {
      for (j, column) in tile.columns.enumerated() where !lowerTriangleOnly || column <= row {
        let place = k * tile.columns.count + j
        var pair = CosinePair(carried: separations[place])
        for step in steps { Self.apply(step, to: &pair, row, column) }
        separations[place] = roots.rows[row] * roots.columns[column] * pair.cosine
        tangents?[place] = pair.tangent
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

  private static func compile(_ layers: [Layer], _ variances: inout Variances) throws -> [Step] {
    var steps: [Step] = []
    for layer in layers {
      switch layer {
      case .dense(let weightVariance, let biasVariance, let trainable):
        variances.update { weightVariance * $0 }
        let weighted = variances
        variances.update { $0 + biasVariance }
        var bias = variances
        bias.update { _ in biasVariance }
        steps.append(
          .dense(
            weightVariance: weightVariance, trainable: trainable,
            parts: [weighted.share(of: variances, ofNothing: 1), bias.share(of: variances, ofNothing: 0)],
            roots: variances.factors { $0.squareRoot() }))
      case .activation(let nonlinearity):
        let map = try nonlinearity.dualMap(rowVariances: variances.rows, columnVariances: variances.columns)
        let moments = Variances(rows: map.rowSecondMoments, columns: map.columnSecondMoments)
        steps.append(.activation(map, ratios: variances.share(of: moments, ofNothing: 0)))
        variances = moments
      case .dropout(let keepProbability):
        steps.append(.dropout(keepProbability: keepProbability))
        variances.update { $0 / keepProbability }
      case .layerNorm:
        steps.append(
          .layerNorm(inverseRoots: variances.factors { 1 / ($0 + SelfCovariance.layerNormEpsilon).squareRoot() }))
        variances.update { $0 / ($0 + SelfCovariance.layerNormEpsilon) }
      case .residual(let branch):
        let input = variances
        let inner = try compile(branch, &variances)
        let output = variances
        variances.rows = zip(input.rows, output.rows).map(+)
        variances.columns = zip(input.columns, output.columns).map(+)
        let parts = [input.share(of: variances, ofNothing: 1), output.share(of: variances, ofNothing: 0)]
        steps.append(.residual(inner, parts: parts))
      case .repeated(let count, let inner):
        for _ in 0..<count { steps += try compile(inner, &variances) }
      case .flatten: break
      case .convolution, .globalAveragePooling, .averagePooling:
        var none = SelfCovariance(inputVariance: 1)
        try none.apply(layer)
      }
    }
    return steps
  }

  private static func apply(_ step: Step, to pair: inout CosinePair, _ row: Int, _ column: Int) {
    switch step {
    case .dense(let weightVariance, let trainable, let parts, let roots):
      pair.sum([pair, .same], parts, row, column)
      let covariance = roots.rows[row] * roots.columns[column] * pair.cosine
      pair.tangent = weightVariance * pair.tangent + (trainable ? covariance : 0)
    case .activation(let map, let ratios):
      pair.activate(map, ratio: ratios.rows[row] * ratios.columns[column], row, column)
    case .dropout(let keep):
      pair.drop(keepProbability: keep)
    case .layerNorm(let inverseRoots):
      pair.tangent *= inverseRoots.rows[row] * inverseRoots.columns[column]
    case .residual(let branch, let parts):
      let input = pair
      for step in branch { apply(step, to: &pair, row, column) }
      pair.sum([input, pair], parts, row, column)
      pair.tangent += input.tangent
    }
  }
}
