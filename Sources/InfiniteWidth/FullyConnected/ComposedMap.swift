import Architectures
import LinearAlgebra
import Nonlinearities

/// The whole network as two functions of the input angle, for inputs of one common variance.
///
/// When all inputs have the same norm, the variance is one number a layer and every off-diagonal entry is a function of the
/// input correlation alone: K^L = F_L(θ), Θ^L = G_L(θ). Both are smooth in θ, also for the ReLU, and are built once as
/// piecewise polynomials; a kernel entry then costs the same for depth 1 and for depth 100, for any nonlinearity.
///
/// The fit is accepted when it agrees with the recursion within `ulps` units in the last place of the kernel's diagonal:
/// a systematic error e moves eigenvalues by up to n·e, and with a noise variance of 1e-10 that decides whether a
/// Cholesky factorisation succeeds. Where it cannot be met (deep in the chaotic phase near θ = 0), there is no map.
struct ComposedMap: Sendable {
  /// The error allowed at the check points, in units in the last place of the kernel's own diagonal.
  static let ulps = 4.0

  private let polynomial: PiecewisePolynomial

  /// - Returns: nil where the bound cannot be met.
  init?(_ layers: [Layer], variance: Double, wantsTangent: Bool) throws {
    var diagonal = SelfCovariance(inputVariance: variance)
    try diagonal.apply(layers)
    let scale = Self.ulps * Double.ulpOfOne
    let bounds = [diagonal.nngp, diagonal.ntk].prefix(wantsTangent ? 2 : 1).map { scale * abs($0) }
    polynomial = try PiecewisePolynomial(bounds: bounds) { angles in
      try Self.recursion(layers, variance: variance, angles: angles, wantsTangent: wantsTangent)
    }
    guard polynomial.fits else { return nil }
  }

  /// The layer-by-layer recursion at a list of angles.
  private static func recursion(
    _ layers: [Layer], variance: Double, angles: [Double], wantsTangent: Bool
  ) throws -> [[Double]] {
    let pairs = try PairRecursion(
      layers, rowVariances: [variance], columnVariances: Array(repeating: variance, count: angles.count),
      isSymmetric: false)
    var kernels = angles.map(Angle.separation)
    var tangents = [Double](repeating: 0, count: angles.count)
    var workspace = PairWorkspace()
    kernels.withUnsafeMutableBufferPointer { kernels in
      tangents.withUnsafeMutableBufferPointer { tangents in
        guard let kernels = kernels.baseAddress else { return }
        pairs.run(
          Tile(rows: 0..<1, columns: 0..<angles.count), separations: kernels,
          tangents: wantsTangent ? tangents.baseAddress : nil, lowerTriangleOnly: false, workspace: &workspace)
      }
    }
    return wantsTangent ? [kernels, tangents] : [kernels]
  }

  /// Replaces `count` separations by K and writes Θ unless nil.
  func run(count: Int, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?) {
    Angle.replaceSeparations(separations, count: count)
    polynomial.evaluate(separations, count: count, into: separations, tangents)
  }

  /// Number of pieces the functions needed.
  var pieceCount: Int { polynomial.pieceCount }
}
