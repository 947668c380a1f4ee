import Architectures
import LinearAlgebra
import Nonlinearities

/// The whole network as two functions of the input angle, for inputs of one common variance.
///
/// When all inputs have the same norm, the variance is one number a layer and every off-diagonal entry is a function of
/// the input correlation alone: K^L = F_L(θ), Θ^L = G_L(θ). Both are smooth in θ, also for the ReLU, and so they are in
/// the chord (`HalfChord`), in which they are built once as piecewise polynomials; a kernel entry then costs the same
/// for depth 1 and for depth 100, for any nonlinearity.
///
/// The fit is accepted when it agrees with the recursion within `ulps` units in the last place of the kernel's
/// diagonal: a systematic error e moves eigenvalues by up to n·e, and with a noise variance of 1e-10 that decides
/// whether a Cholesky factorisation succeeds. Deep in the chaotic phase it cannot be met near θ = 0, where K falls from
/// K(x, x) to its limit within an angle like χ₁^(−L/2), nor, where K is odd in c, near θ = π: the few pairs out there
/// take the recursion.
struct ComposedMap: Sendable {
  /// The error allowed at the check points, in units in the last place of the kernel's own diagonal.
  static let ulps = 4.0

  /// Pairs further from 0 on either side than this are no longer few: the chord of 22.5 degrees, a correlation of 0.92.
  static let margin = 0.195

  private let polynomial: PiecewisePolynomial
  /// For pairs outside `range`; nil if there are none.
  private let recursion: PairRecursion?

  /// - Returns: nil where the bound cannot be met between `margin` and −`margin`.
  init?(_ layers: [Layer], variance: Double, wantsTangent: Bool) throws {
    var diagonal = SelfCovariance(inputVariance: variance)
    try diagonal.apply(layers)
    let scale = Self.ulps * Double.ulpOfOne
    let bounds = [diagonal.nngp, diagonal.ntk].prefix(wantsTangent ? 2 : 1).map { scale * abs($0) }
    // One row against a block of columns of the same variance: any such pair is one of its pairs.
    let recursion = try PairRecursion(
      layers, rowVariances: [variance], columnVariances: Array(repeating: variance, count: Self.block),
      isSymmetric: false)
    polynomial = PiecewisePolynomial(bounds: bounds) { chords in
      Self.values(of: recursion, chords: chords, wantsTangent: wantsTangent)
    }
    guard polynomial.nearest <= Self.margin, -polynomial.farthest <= Self.margin else { return nil }
    self.recursion = polynomial.nearest > 0 || polynomial.farthest < 0 ? recursion : nil
  }

  /// The layer-by-layer recursion at a list of chords.
  private static func values(
    of recursion: PairRecursion, chords: [Double], wantsTangent: Bool
  ) -> [[Double]] {
    var kernels = chords.map(HalfChord.separation)
    var tangents = [Double](repeating: 0, count: chords.count)
    var workspace = PairWorkspace()
    kernels.withUnsafeMutableBufferPointer { kernels in
      tangents.withUnsafeMutableBufferPointer { tangents in
        guard let kernels = kernels.baseAddress else { return }
        for start in stride(from: 0, to: chords.count, by: block) {
          recursion.run(
            Tile(rows: 0..<1, columns: 0..<min(block, chords.count - start)), separations: kernels + start,
            tangents: wantsTangent ? tangents.baseAddress.map { $0 + start } : nil, lowerTriangleOnly: false,
            workspace: &workspace)
        }
      }
    }
    return wantsTangent ? [kernels, tangents] : [kernels]
  }

  /// Replaces `count` separations by K and writes Θ unless nil.
  func run(
    count: Int, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    workspace: inout PairWorkspace
  ) {
    for start in stride(from: 0, to: count, by: Self.block) {
      let (own, length) = (separations + start, min(Self.block, count - start))
      let kept = recursion == nil ? [] : Array(UnsafeBufferPointer(start: own, count: length))
      HalfChord.replaceSeparations(own, count: length)
      let outside = kept.indices.filter { !polynomial.holds(for: own[$0]) }
      polynomial.evaluate(own, count: length, into: own, tangents.map { $0 + start })
      if !outside.isEmpty {
        replace(outside, outside.map { kept[$0] }, in: own, tangents.map { $0 + start }, &workspace)
      }
    }
  }

  /// Entries handled together.
  private static let block = PairBlock.largestColumnCount

  /// Writes the recursion's values for the entries `outside` with separations `kept`.
  private func replace(
    _ outside: [Int], _ kept: [Double], in kernels: UnsafeMutablePointer<Double>,
    _ tangents: UnsafeMutablePointer<Double>?, _ workspace: inout PairWorkspace
  ) {
    var (own, ownTangents) = (kept, kept)
    own.withUnsafeMutableBufferPointer { own in
      ownTangents.withUnsafeMutableBufferPointer { ownTangents in
        guard let first = own.baseAddress else { return }
        recursion?.run(
          Tile(rows: 0..<1, columns: 0..<outside.count), separations: first,
          tangents: tangents == nil ? nil : ownTangents.baseAddress, lowerTriangleOnly: false, workspace: &workspace)
        for (k, entry) in outside.enumerated() {
          kernels[entry] = own[k]
          if let tangents { tangents[entry] = ownTangents[k] }
        }
      }
    }
  }

  /// Number of pieces the functions needed.
  var pieceCount: Int { polynomial.pieceCount }
}
