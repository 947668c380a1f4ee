import Architectures
import CElementary
import LinearAlgebra

/// A convolution of stride 1 on the covariances of one offset (Xiao et al. 2020, Eq. 45; Arora et al. 2019, Section 4):
///
///     K′[p] = σ_w²/k² Σ_δ K[p + δ] + σ_b²,    Θ′[p] = a/k² Σ_δ K[p + δ] + b + σ_w²/k² Σ_δ Θ[p + δ],
///
/// with the learning rates a and b (`LayerLearning`; those of the NTK parameterisation make K′ of the first two terms),
/// the sums over k × k neighbours δ, both positions of a pair moved alike. A neighbour counts 0 where zero padding has
/// put one of its two positions outside its image. Sums go down the columns first, then along the rows, each in the
/// order of δ.
final class SpatialConvolution: Sendable {
  /// δ from −reach to reach.
  let reach: Int
  let padding: Padding
  let weightVariance: Double
  let biasVariance: Double
  let learning: LayerLearning
  let grid: PositionGrid
  /// For zero padding, [offset x][δ][x]: 1 where the neighbour counts, 0 where it is in another image's column.
  private let masks: [Double]

  init(
    kernelSize: Int, padding: Padding, weightVariance: Double, biasVariance: Double, learning: LayerLearning,
    grid: PositionGrid
  ) {
    reach = kernelSize / 2
    (self.padding, self.grid, self.learning) = (padding, grid, learning)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
    masks = padding == .circular || kernelSize == 1 ? [] : Self.masks(grid, reach: kernelSize / 2)
  }

  private static func masks(_ grid: PositionGrid, reach: Int) -> [Double] {
    (0..<grid.width).flatMap { offset in
      (-reach...reach).flatMap { shift in
        (0..<grid.rowLength).map { x in isJoined(x, x + shift, offset, grid.width) ? 1 : 0 }
      }
    }
  }

  /// Whether the pairs at a and b of one offset along an axis wrap around the edge alike, so that one is the other,
  /// moved.
  static func isJoined(_ a: Int, _ b: Int, _ offset: Int, _ length: Int) -> Bool {
    b >= 0 && b < length && (a < length - offset) == (b < length - offset)
  }

  /// Numbers of scratch that `apply` needs.
  static func scratchCount(_ grid: PositionGrid, reach: Int) -> Int {
    max(boxScratchCount(grid, reach: reach), RowGroup.numberCount(width: grid.rowLength))
  }

  /// Replaces K and, unless nil, Θ of one plane, and maps them by φ if it follows.
  func apply(
    _ covariances: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, offset: PositionOffset,
    scratch: UnsafeMutablePointer<Double>, then activation: SpatialActivation? = nil
  ) {
    if reach == 1, grid.width == grid.rowLength {
      return withMasks(offset) { sumThreeByThree(covariances, tangents, offset, scratch, $0, activation) }
    }
    let (weight, bias) = (neighbourWeight, Lanes(repeating: biasVariance))
    if let tangents {
      let gain = gain
      sum(tangents, offset, scratch) { tangents.store($0, $1) }
      sum(covariances, offset, scratch) { sum, k in
        let gained = elementary_multiply_add_lanes(sum, gain.weight, gain.bias)
        tangents.store(elementary_multiply_add_lanes(tangents.lanes(k), weight, gained), k)
        covariances.store(elementary_multiply_add_lanes(sum, weight, bias), k)
      }
    } else {
      sum(covariances, offset, scratch) { covariances.store(elementary_multiply_add_lanes($0, weight, bias), $1) }
    }
    if let activation { activation.dual.dual.map(activation.plane) }
  }

  /// σ_w²/k²
  var neighbourWeight: Lanes { perNeighbour(weightVariance) }

  /// a/k² and b
  var gain: (weight: Lanes, bias: Lanes) {
    let rates = learning.rates(weightVariance: weightVariance, biasVariance: biasVariance)
    return (perNeighbour(rates.weights), Lanes(repeating: rates.biases))
  }

  private func perNeighbour(_ value: Double) -> Lanes {
    Lanes(repeating: value / Double((2 * reach + 1) * (2 * reach + 1)))
  }

  @inline(__always)
  func withMasks(_ offset: PositionOffset, _ body: (UnsafePointer<Double>?) -> Void) {
    guard padding == .zero, offset.x > 0 else { return body(nil) }
    masks.withUnsafeBufferPointer { masks in
      body(masks.baseAddress.map { $0 + offset.x * (2 * reach + 1) * grid.rowLength })
    }
  }
}
