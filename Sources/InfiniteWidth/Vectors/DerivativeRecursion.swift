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
///     residual, parallel: sums of the branches', in a concatenation times their shares
///
/// where q and dq are those of one input with itself. ε itself goes through the steps of `PairRecursion`.
struct DerivativeRecursion: Sendable {
  /// dσ_w² and dσ_b² of a weighted layer along every direction.
  typealias Rates = (weight: [Double], bias: [Double])

  private let steps: [Step]
  private let directionCount: Int
  /// dK(x, x) of every input, a list a direction.
  let diagonal: [[Double]]

  indirect enum Step: Sendable {
    case dense(DenseStep, rates: Rates, roots: [Double])
    /// √q of every input behind φ, and dq before.
    case activation(ActivationStep, any VarianceSlopes, roots: [Double], rates: [[Double]])
    case dropout(DropoutStep)
    /// 1/√p, √q before, and ½ dq/p.
    case layerNorm(inverseRoots: [Double], roots: [Double], rates: [[Double]])
    case scale(Double)
    /// As `BranchStep` has them.
    case branches([[Step]], [OrthogonalSum])
  }

  /// - Parameters:
  ///   - layers: repetitions written out.
  ///   - rates: of every weighted layer in their order, those of branches where they stand.
  ///   - variances: of the inputs.
  /// - Returns: nil where a layer has no derivative: a custom φ.
  /// - Throws: as `PairCompiler.segment`.
  /// - Complexity: O(n · layers) numbers and time.
  init?(_ layers: [Layer], rates: [Rates], directions: Int, variances: [Double]) throws {
    var compiler = DerivativeCompiler(rates: rates, directions: directions, variances: variances)
    guard let steps = try compiler.compile(layers) else { return nil }
    (self.steps, directionCount, diagonal) = (steps, directions, compiler.rates)
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
    guard steps.contains(where: Self.isPreparable) else {
      return forEachBlock(tile, of: tile, separations, derivatives) { block, own in
        for step in steps { Self.apply(step, block, own, &workspace) }
      }
    }
    // As `PairRecursion` has it: what a step prepares for a tile is too much to keep of all layers.
    for step in steps {
      let prepared = Self.prepared(step, for: tile)
      for few in TileGrid.pieces(tile.columns, PairBlock.preparedColumnCount) {
        forEachBlock(Tile(rows: tile.rows, columns: few), of: tile, separations, derivatives) { block, own in
          Self.apply(prepared, block, own, &workspace)
        }
      }
    }
  }

  private func forEachBlock(
    _ part: Tile, of tile: Tile, _ separations: UnsafeMutablePointer<Double>,
    _ derivatives: UnsafeMutablePointer<Double>, _ body: (PairBlock, [UnsafeMutablePointer<Double>]) -> Void
  ) {
    let start = part.columns.lowerBound - tile.columns.lowerBound
    PairBlock.forEach(part, separations + start, nil, false, stride: tile.columns.count) { block in
      let offset = block.separations - separations
      body(block, (0..<directionCount).map { derivatives + $0 * tile.count + offset })
    }
  }

  private static func isPreparable(_ step: Step) -> Bool {
    switch step {
    case .activation(let activation, _, _, _): activation.isPreparable
    case .branches(let branches, _): branches.contains { $0.contains(where: isPreparable) }
    case .dense, .dropout, .layerNorm, .scale: false
    }
  }

  private static func prepared(_ step: Step, for tile: Tile) -> Step {
    switch step {
    case .activation(let activation, let slopes, let roots, let rates):
      .activation(
        activation.prepared(for: tile) as? ActivationStep ?? activation, slopes, roots: roots, rates: rates)
    case .branches(let branches, let sums): .branches(branches.map { $0.map { prepared($0, for: tile) } }, sums)
    case .dense, .dropout, .layerNorm, .scale: step
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
    case .scale(let factor):
      forEachRow { _, _, start in
        for derivative in derivatives { for k in 0..<width { derivative[start + k] *= factor } }
      }
    case .branches(let branches, let sums): add(branches, sums, block, derivatives, &workspace)
    }
  }

  private static func add(
    _ branches: [[Step]], _ sums: [OrthogonalSum], _ block: PairBlock, _ derivatives: [UnsafeMutablePointer<Double>],
    _ workspace: inout PairWorkspace
  ) {
    let stride = PairBlock.largestColumnCount
    let input = DerivativeCopy(block, derivatives)
    workspace.borrowPair { soFar, workspace in
      for (number, branch) in branches.enumerated() {
        let others = DerivativeCopy(block, derivatives)
        soFar.copy(block)
        if number > 0 { input.write(to: block, derivatives) }
        for step in branch { apply(step, block, derivatives, &workspace) }
        guard number > 0 else { continue }
        others.add(to: block, derivatives)
        sums[number - 1].combine(block, others: soFar.separations) { epsilon, row, k, first, second in
          first * (soFar.separations + row &* stride)[k] + second * epsilon
        }
      }
    }
  }

  /// ε of what is carried.
  @inline(__always)
  private static func separation(_ carried: Double) -> Double { carried < 0 ? 2 + carried : carried }
}
