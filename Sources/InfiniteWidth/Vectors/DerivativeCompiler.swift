import Architectures
import Nonlinearities

/// Turns layers into the steps of a `DerivativeRecursion`, carrying the variances of all inputs and their derivatives
/// along.
struct DerivativeCompiler {
  /// Of the weighted layers to come.
  private var remaining: ArraySlice<DerivativeRecursion.Rates>
  /// dq of every input, a list a direction.
  private(set) var rates: [[Double]]
  private var pairs: PairCompiler
  private var variances: [Double] { pairs.rows }

  init(rates: [DerivativeRecursion.Rates], directions: Int, variances: [Double]) {
    remaining = rates[...]
    self.rates = Array(repeating: Array(repeating: 0, count: variances.count), count: directions)
    pairs = PairCompiler(rowVariances: variances, columnVariances: variances, isSymmetric: true)
  }

  mutating func compile(_ layers: [Layer]) throws -> [DerivativeRecursion.Step]? {
    var steps: [DerivativeRecursion.Step] = []
    for layer in layers {
      // Those that it has no steps for have no derivatives here.
      guard let kind = try? VectorLayer(layer) else { return nil }
      if case .identity = kind { continue }
      guard let step = try compile(kind, layer) else { return nil }
      steps.append(step)
    }
    return steps
  }

  private mutating func compile(_ kind: VectorLayer, _ layer: Layer) throws -> DerivativeRecursion.Step? {
    let (before, roots) = (variances, variances.map { $0.squareRoot() })
    switch kind {
    case .dense(let dense):
      let (weightVariance, biasVariance) = (dense.weightVariance, dense.biasVariance)
      // How fast the layer learns is nothing to K.
      let plain = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
      guard let own = remaining.popFirst(), let step = try pairs.segment([plain]).steps.first as? DenseStep else {
        return nil
      }
      for p in rates.indices {
        for i in before.indices {
          rates[p][i] = weightVariance * rates[p][i] + own.weight[p] * before[i] + own.bias[p]
        }
      }
      return .dense(step, rates: own, roots: roots)
    case .activation(let nonlinearity):
      guard let slopes = nonlinearity.varianceSlopes(rowVariances: before, columnVariances: before),
        let step = try pairs.segment([layer]).steps.first as? ActivationStep
      else { return nil }
      let former = rates
      for i in before.indices {
        // One input with itself: both of its variances and the covariance are one.
        let (value, derivative) = (variances[i], nonlinearity.derivativeSecondMoment(before[i]))
        var (separation, first, second) = (0.0, 0.0, 0.0)
        withUnsafePointer(to: value) { value in
          withUnsafePointer(to: derivative) {
            slopes.slopes(
              row: i, columns: i..<i + 1, separations: &separation, values: value, derivatives: $0, first: &first,
              second: &second)
          }
        }
        for p in rates.indices { rates[p][i] *= derivative + first + second }
      }
      return .activation(step, slopes, roots: variances.map { $0.squareRoot() }, rates: former)
    case .dropout(let keepProbability):
      guard let step = try pairs.segment([layer]).steps.first as? DropoutStep else { return nil }
      for p in rates.indices { for i in before.indices { rates[p][i] /= keepProbability } }
      return .dropout(step)
    case .layerNorm:
      _ = try pairs.segment([layer])
      let sizes = before.map { $0 + SelfCovariance.layerNormEpsilon }
      let halves = rates.map { zip($0, sizes).map { 0.5 * $0 / $1 } }
      for p in rates.indices {
        for i in before.indices { rates[p][i] *= SelfCovariance.layerNormEpsilon / (sizes[i] * sizes[i]) }
      }
      return .layerNorm(inverseRoots: sizes.map { 1 / $0.squareRoot() }, roots: roots, rates: halves)
    case .branches(let branches): return try compile(branches: branches, of: layer)
    // Repetitions are written out before, and layers that hand on what they get are no steps.
    case .identity, .repeated: return nil
    }
  }

  private mutating func compile(branches: [LayerBranch], of layer: Layer) throws -> DerivativeRecursion.Step? {
    var (steps, sums) = ([[DerivativeRecursion.Step]](), [OrthogonalSum]())
    var soFar: (variances: [Double], rates: [[Double]]) = (variances, rates)
    for (number, branch) in branches.enumerated() {
      var inner = self
      guard var own = try inner.compile(branch.layers) else { return nil }
      remaining = inner.remaining
      if branch.share != 1 { own.append(.scale(branch.share)) }
      steps.append(own)
      let variances = inner.variances.map { branch.share * $0 }
      let rates = inner.rates.map { $0.map { branch.share * $0 } }
      if number == 0 {
        soFar = (variances, rates)
      } else {
        let parts = (soFar.variances, variances)
        sums.append(OrthogonalSum(rows: parts, columns: parts))
        soFar.variances = zip(soFar.variances, variances).map { $0 + $1 }
        soFar.rates = zip(soFar.rates, rates).map { zip($0, $1).map { $0 + $1 } }
      }
    }
    // The compiler of pairs goes over the branches once more, to stand behind the sum.
    _ = try pairs.segment([layer])
    rates = soFar.rates
    return .branches(steps, sums)
  }
}
