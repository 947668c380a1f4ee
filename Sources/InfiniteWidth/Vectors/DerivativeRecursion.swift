import Architectures
import LinearAlgebra
import Nonlinearities

/// How K of symmetric pairs changes with variances of the weighted layers: each derivative dK is carried through the
/// layers beside ε,
///
///     dense:      dK ← σ_w² dK + dσ_w² K + dσ_b²
///     φ:          dK ← Ṫ dK + ∂T/∂q₁ dq₁ + ∂T/∂q₂ dq₂        (`VarianceSlopes`)
///     dropout:    dK stays, dq is divided by the keep probability
///     layerNorm:  K/√(p₁p₂) with p = q + 10⁻¹²: dK ← (dK − ½ K (dq₁/p₁ + dq₂/p₂))/√(p₁p₂)
///     residual:   sums of the input's and the branch's
///
/// where q and dq are those of one input with itself. ε itself goes through the steps of `PairRecursion`.
struct DerivativeRecursion: Sendable {
  /// dσ_w² and dσ_b² of a weighted layer along every direction.
  typealias Rates = (weight: [Double], bias: [Double])

  private let steps: [Step]
  private let directionCount: Int
  /// dK(x, x) of every input, a list a direction.
  let diagonal: [[Double]]

  private indirect enum Step: Sendable {
    case dense(DenseStep, rates: Rates, roots: [Double])
    /// √q of every input behind φ, and dq before.
    case activation(ActivationStep, any VarianceSlopes, roots: [Double], rates: [[Double]])
    case dropout(DropoutStep)
    /// 1/√p, √q before, and ½ dq/p.
    case layerNorm(inverseRoots: [Double], roots: [Double], rates: [[Double]])
    case residual([Step], OrthogonalSum)
  }

  /// - Parameters:
  ///   - layers: repetitions written out.
  ///   - rates: of every weighted layer in their order, those of branches where they stand.
  ///   - variances: of the inputs.
  /// - Returns: nil where a layer has no derivative: a custom φ.
  /// - Throws: as `PairCompiler.segment`.
  /// - Complexity: O(n · layers) numbers and time.
  init?(_ layers: [Layer], rates: [Rates], directions: Int, variances: [Double]) throws {
    var compiler = Compiler(rates: rates, directions: directions, variances: variances)
    guard let steps = try compiler.compile(layers) else { return nil }
    (self.steps, directionCount, diagonal) = (steps, directions, compiler.rates)
  }

  private struct Compiler {
    var remaining: ArraySlice<Rates>
    /// dq of every input, a list a direction.
    var rates: [[Double]]
    var pairs: PairCompiler
    var variances: [Double] { pairs.rows }

    init(rates: [Rates], directions: Int, variances: [Double]) {
      remaining = rates[...]
      self.rates = Array(repeating: Array(repeating: 0, count: variances.count), count: directions)
      pairs = PairCompiler(rowVariances: variances, columnVariances: variances, isSymmetric: true)
    }

    mutating func compile(_ layers: [Layer]) throws -> [Step]? {
      var steps: [Step] = []
      for layer in layers {
        if case .flatten = layer { continue }
        guard let step = try compile(layer) else { return nil }
        steps.append(step)
      }
      return steps
    }

    private mutating func compile(_ layer: Layer) throws -> Step? {
      let (before, roots) = (variances, variances.map { $0.squareRoot() })
      switch layer {
      case .dense(let weightVariance, _, _):
        guard let own = remaining.popFirst(), let step = try pairs.segment([layer]).steps.first as? DenseStep else {
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
      case .residual(let branch):
        let input = rates
        var inner = self
        guard let steps = try inner.compile(branch) else { return nil }
        // The compiler of pairs goes over the branch once more, to stand behind the sum.
        _ = try pairs.segment([layer])
        (remaining, rates) = (inner.remaining, zip(input, inner.rates).map { zip($0, $1).map { $0 + $1 } })
        let parts = (before, inner.variances)
        return .residual(steps, OrthogonalSum(rows: parts, columns: parts))
      case .convolution, .globalAveragePooling, .averagePooling, .flatten, .repeated: return nil
      }
    }
  }

  /// Carries the pairs of a tile through all layers.
  ///
  /// - Parameters:
  ///   - separations: ε at the input, row-major without gaps; of no use on return.
  ///   - derivatives: a buffer of the tile's shape for every direction, one after the other; holds dK on return. What
  ///     an input has with itself is `diagonal`.
  /// - Complexity: about 2 + 2 · directions ns a pair and layer of the piecewise-linear nonlinearities.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, derivatives: UnsafeMutablePointer<Double>,
    workspace: inout PairWorkspace
  ) {
    derivatives.update(repeating: 0, count: directionCount * tile.count)
    PairBlock.forEach(tile, separations, nil, false) { block in
      let offset = block.separations - separations
      let own = (0..<directionCount).map { derivatives + $0 * tile.count + offset }
      for step in steps { Self.apply(step, block, own, &workspace) }
    }
  }

  private static func apply(
    _ step: Step, _ block: PairBlock, _ derivatives: [UnsafeMutablePointer<Double>], _ workspace: inout PairWorkspace
  ) {
    let (width, height) = (block.columns.count, block.rows.count)
    /// Calls `body(row of the inputs, row of the block, its first pair)`.
    func forEachRow(_ body: (Int, Int, Int) -> Void) {
      for row in 0..<height { body(block.rows.lowerBound + row, row, row * block.stride) }
    }
    let first = block.columns.lowerBound
    switch step {
    case .dense(let dense, let rates, let roots):
      forEachRow { i, _, start in
        for (p, derivative) in derivatives.enumerated() {
          let (own, weight, bias) = (derivative + start, rates.weight[p], rates.bias[p])
          for k in 0..<width {
            let covariance = roots[i] * roots[first + k] * (1 - separation(block.separations[start + k]))
            own[k] = dense.weightVariance * own[k] + weight * covariance + bias
          }
        }
      }
      dense.combine(block)
    case .activation(let activation, let slopes, let roots, let rates):
      workspace.borrow { former, workspace in
        workspace.borrow { slopesOfDual, workspace in
          workspace.borrow { values, workspace in
            workspace.borrow { firsts, workspace in
              workspace.borrow { seconds, workspace in
                let stride = PairBlock.largestColumnCount
                // φ multiplies what stands beside ε by Ṫ. The two have one stride, so ε moves beside it.
                let moved = PairBlock(
                  rows: block.rows, columns: block.columns, separations: values, tangents: slopesOfDual, stride: stride)
                forEachRow { _, row, start in
                  for k in 0..<width {
                    let epsilon = block.separations[start + k]
                    values[row * stride + k] = epsilon
                    former[row * stride + k] = separation(epsilon)
                    slopesOfDual[row * stride + k] = 1
                  }
                }
                activation.apply(to: moved, workspace: &workspace)
                forEachRow { i, row, start in
                  let line = row * stride
                  for k in 0..<width {
                    block.separations[start + k] = values[line + k]
                    values[line + k] = roots[i] * roots[first + k] * (1 - separation(values[line + k]))
                  }
                  slopes.slopes(
                    row: i, columns: block.columns, separations: former + line, values: values + line,
                    derivatives: slopesOfDual + line, first: firsts, second: seconds)
                  for (p, derivative) in derivatives.enumerated() {
                    let (own, mine) = (derivative + start, rates[p][i])
                    for k in 0..<width {
                      own[k] = slopesOfDual[line + k] * own[k] + firsts[k] * mine + seconds[k] * rates[p][first + k]
                    }
                  }
                }
              }
            }
          }
        }
      }
    case .dropout(let dropout): dropout.apply(to: block, workspace: &workspace)
    case .layerNorm(let inverseRoots, let roots, let rates):
      forEachRow { i, _, start in
        for (p, derivative) in derivatives.enumerated() {
          let own = derivative + start
          for k in 0..<width {
            let covariance = roots[i] * roots[first + k] * (1 - separation(block.separations[start + k]))
            let spent = covariance * (rates[p][i] + rates[p][first + k])
            own[k] = (own[k] - spent) * (inverseRoots[i] * inverseRoots[first + k])
          }
        }
      }
    case .residual(let branch, let sum):
      workspace.borrow { saved, workspace in
        let stride = PairBlock.largestColumnCount
        var savedDerivatives: [[Double]] = []
        forEachRow { _, row, start in
          (saved + row * stride).update(from: block.separations + start, count: width)
          savedDerivatives.append(derivatives.flatMap { d in (0..<width).map { d[start + $0] } })
        }
        for step in branch { apply(step, block, derivatives, &workspace) }
        forEachRow { _, row, start in
          for (p, derivative) in derivatives.enumerated() {
            for k in 0..<width { derivative[start + k] += savedDerivatives[row][p * width + k] }
          }
        }
        sum.combine(block, others: saved) { epsilon, row, k, first, second in
          first * (saved + row &* stride)[k] + second * epsilon
        }
      }
    }
  }

  /// ε of what is carried.
  @inline(__always)
  private static func separation(_ carried: Double) -> Double { carried < 0 ? 2 + carried : carried }
}
