import Architectures
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing

@Suite("A kernel of the separation alone") struct CommonVarianceKernelTests {
  /// Cases whose composed function holds everywhere, not near θ = 0 (chaos), and not near π either (odd K).
  static let cases: [(Nonlinearity, Int, Double, Double)] = [
    (.relu, 1, 1.0, 0.5), (.relu, 100, 2.4, 0.3), (.tanh, 20, 2.0, 0.1), (.tanh, 50, 4.0, 0.3), (.tanh, 50, 5.0, 0.0),
    (.erf, 10, 4.0, 0.1),
  ]

  /// 6 ulp of the diagonal are promised where the composed function is used (`ComposedMapTests`); pairs outside take
  /// the recursion itself.
  @Test(arguments: cases) func agreesWithTheRecursion(
    nonlinearity: Nonlinearity, depth: Int, weightVariance: Double, biasVariance: Double
  ) throws {
    let architecture = Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
    let kernel = try architecture.infiniteWidth.commonVariance()
    let pairs = AnglePairs.random(count: 3000, seed: 7)
    let exact = try architecture.infiniteWidth.matrices(of: pairs, get: .nngp, path: .recursion, threads: 1)
    var values = [Double](repeating: 0, count: 3000)
    var workspace = CommonVarianceKernel.Workspace()
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      var own: Void
      for tile in TileGrid(rows: 0..<1, columns: 0..<3000, tile: pairs.preferredTile).tiles {
        pairs.separations(of: tile, into: base + tile.columns.lowerBound, workspace: &own)
      }
      kernel.apply(to: base, count: 3000, workspace: &workspace)
    }
    let reference = try #require(exact.nngp).elements
    let worst = zip(values, reference).map { abs($0 - $1) }.max() ?? .infinity
    let ulps = worst / (kernel.selfCovariance * .ulpOfOne)
    print(
      "\(nonlinearity.name)-\(depth): \(kernel.pieceCount.map { "\($0) pieces" } ?? "recursion"), worst \(ulps) ulp")
    #expect(ulps <= 6)
    let diagonal = try architecture.infiniteWidth.selfCovariances(inputVariances: [1])[0].nngp
    #expect(kernel.selfCovariance == diagonal)
  }
}
