import Architectures
import Inference
import Inputs
import LinearAlgebra

/// How wrong the entries of S are (`Anchor`), beside D D′: the error of the separations that they are made of.
///
/// *Model.* All inputs lie about the anchor r, turned towards it, with relative distances ρ = |x − r|/|r| of which
/// τ = √(2 ε) is tangential. With e = 4 ulp, four of them for what is added up,
///
/// - ε of inputs has an error of e; formed from differences, where all are near, one of e τ ρ/2;
/// - what a bias makes of different norms, ψ²/2 with ψ = α − α′ the difference of the angles
///   α = arctan √(σ_b²/(σ_w² q)) (`OrthogonalSum`), has one of e κ ψ, where ψ is a difference of numbers of the size κ,
///   sin α or cos α;
/// - neither is below (e ρ)² and (e κ)².
///
/// With C² = cos² α, (1 − c) = C² ε + ψ²/2 behind the bias has the larger of these parts as its own relative error, and
/// layers behind, which are concave in 1 − c, at most add to it what they round: e of S/K. A later layer's bias acts on
/// variances that layers have changed; those of the inputs are taken for them.
enum RemainderError {
  /// - Parameters:
  ///   - inputs: one or more that stand to the anchor, [m, d].
  ///   - anchor: [1, d], the longest of the training inputs.
  ///   - spread: the largest S(x, x)/K(x, x) of these inputs.
  /// - Throws: as `VectorPairs`.
  /// - Complexity: O(m (d + layers)).
  static func bound(
    _ architecture: Architecture, _ inputs: Matrix<Double>, _ anchor: Matrix<Double>, spread: Double
  ) throws -> Double {
    let place = try Places(inputs, anchor)
    let e = PredictionAccuracy.entryError
    let g = place.areNear ? 0.5 * place.tangent * place.reach : 0.5
    let largest = sums(architecture.expanded, place).reduce(0.0) { largest, sum in
      let separation = sum.share * 0.5 * place.tangent * place.tangent + 0.5 * sum.angle * sum.angle
      let growth = spread / separation
      let floor = 4 * e * (sum.share * place.reach * place.reach + sum.size * sum.size)
      return max(largest, (growth.isFinite ? growth : 2) * (sum.share * g + sum.size * sum.angle + floor))
    }
    return 4 * e * max(spread, largest)
  }

  /// C², ψ and κ.
  private struct Sum { let share, angle, size: Double }

  private static func sums(_ layers: [Layer], _ place: Places) -> [Sum] {
    layers.flatMap { layer -> [Sum] in
      guard let weights = layer.weights else { return sums(ofBranches: layer.branches ?? [], place) }
      return [place.sum(weightVariance: weights.weightVariance, biasVariance: weights.biasVariance)]
    }
  }

  /// n branches are n − 1 sums, whose errors add up; all branches are taken to be of the input's size.
  private static func sums(ofBranches branches: [LayerBranch], _ place: Places) -> [Sum] {
    let own = branches.count < 2 ? [] : [Sum(share: 1, angle: 0.5 * place.growth, size: Double(branches.count - 1))]
    return own + branches.flatMap { sums($0.layers, place) }
  }

  private struct Places {
    /// The largest τ, ρ and relative difference of norms.
    private(set) var (tangent, reach, growth) = (0.0, 0.0, 0.0)
    /// Whether ε of every pair is formed from differences.
    let areNear: Bool
    /// |x|²/d, the anchor's last.
    private let variances: [Double]

    init(_ inputs: Matrix<Double>, _ anchor: Matrix<Double>) throws {
      let pairs = try VectorPairs(rows: inputs, columns: anchor)
      var separations = [Double](repeating: 0, count: inputs.rows)
      var workspace: Void = ()
      separations.withUnsafeMutableBufferPointer {
        guard let target = $0.baseAddress else { return }
        pairs.separations(of: Tile(rows: 0..<inputs.rows, columns: 0..<1), into: target, workspace: &workspace)
      }
      variances = pairs.rowVariances + pairs.columnVariances
      let r = anchor.row(0)
      let norm = r.norm
      for i in 0..<inputs.rows {
        let own = inputs.row(i)
        let (separation, larger) = (separations[i], max(own.norm, norm))
        let sign: Double = separation < 0 || separation > 1 ? -1 : 1
        tangent = max(tangent, 2 * (separation < 0 ? -separation : min(separation, 2 - separation)))
        guard larger > 0 else { continue }
        let distance = zip(own, r).reduce(0) {
          let part = ($1.0 - sign * $1.1) / larger
          return $0 + part * part
        }
        reach = max(reach, distance.squareRoot())
        growth = max(growth, (own.norm / larger - norm / larger).magnitude)
      }
      // Two of them are twice as far from each other as from r.
      areNear = 2 * tangent < VectorPairs.refined
      tangent = tangent.squareRoot()
    }

    func sum(weightVariance: Double, biasVariance: Double) -> Sum {
      guard biasVariance > 0 else { return Sum(share: 1, angle: 0, size: 0) }
      let sides = variances.map { q in
        let total = weightVariance * q + biasVariance
        return (cosine: (weightVariance * q / total).squareRoot(), sine: (biasVariance / total).squareRoot())
      }
      let last = sides[sides.count - 1]
      let angle = sides.reduce(0) { max($0, ($1.sine * last.cosine - $1.cosine * last.sine).magnitude) }
      // As `OrthogonalSum` turns them.
      let isTurned = sides.allSatisfy { $0.sine > 4 * $0.cosine }
      return Sum(
        share: last.cosine * sides.reduce(0) { max($0, $1.cosine) }, angle: angle,
        size: sides.reduce(0) { max($0, isTurned ? $1.cosine : $1.sine) })
    }
  }
}

extension ArraySlice<Double> {
  /// √(Σ x²)
  fileprivate var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
