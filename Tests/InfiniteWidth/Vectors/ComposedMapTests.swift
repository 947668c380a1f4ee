import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

@Suite("The composed functions of the angle against the recursion") struct ComposedMapTests {
  /// The Gaussian processes of Lee et al. 2018, Table 2, in its order: (depth, σ_w², σ_b²) for MNIST, then for CIFAR.
  static let table: [(nonlinearity: Nonlinearity, settings: [(Int, Double, Double)])] = [
    (
      .relu,
      [
        (100, 1.79, 0.83), (100, 1.79, 0.83), (100, 1.79, 0.83), (20, 1.45, 0.28), (10, 1.11, 0.55), (7, 0.61, 0.07),
        (7, 0.61, 0.07), (5, 1.62, 0.83), (1, 0.1, 0.48), (3, 4.49, 0.97), (3, 3.99, 1.72), (20, 1.79, 0.21),
        (7, 1.28, 0), (3, 4.16, 1.17), (3, 4.66, 1.03), (5, 2.97, 0.28), (3, 5.0, 0.83), (3, 3.31, 1.86),
      ]
    ),
    (
      .tanh,
      [
        (100, 3.14, 0.97), (100, 3.99, 2.0), (50, 3.48, 1.86), (20, 1.96, 0.62), (10, 1.79, 1.45), (3, 1.11, 0),
        (2, 1.62, 0.28), (1, 2.63, 0), (1, 1.28, 0), (10, 3.65, 1.17), (7, 3.65, 0.55), (7, 3.65, 0.62),
        (50, 2.97, 0.97), (5, 4.66, 1.03), (10, 3.65, 1.38), (7, 3.48, 2.0), (7, 3.14, 1.93), (3, 3.48, 1.52),
      ]
    ),
  ]

  struct Row: CustomTestStringConvertible, Sendable {
    let nonlinearity: Nonlinearity
    let depth: Int
    let weightVariance: Double
    let biasVariance: Double

    var testDescription: String { "\(nonlinearity.name)-\(depth)-\(weightVariance)-\(biasVariance)" }
    var architecture: Architecture {
      .fullyConnected(
        depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
    }
  }

  static let rows = table.flatMap { entry in
    entry.settings.map {
      Row(nonlinearity: entry.nonlinearity, depth: $0.0, weightVariance: $0.1, biasVariance: $0.2)
    }
  }

  @Test("every row of Table 2 agrees within 6 ulp of the diagonal", arguments: rows)
  func everyRow(row: Row) throws {
    let pairs = AnglePairs.random(count: 4000, seed: 2018)
    let kernel = try row.architecture.infiniteWidth
    let diagonal = try #require(try kernel.selfCovariances(inputVariances: [1]).first)
    let clock = ContinuousClock()
    var composed = KernelMatrices?.none
    let time = try clock.measure { composed = try kernel.matrices(of: pairs, get: .nngp, path: .composed, threads: 1) }
    let exact = try kernel.matrices(of: pairs, get: .nngp, path: .recursion, threads: 1)
    #expect(exact.pieceCount == nil)
    let (a, b) = (try #require(composed?.nngp).elements, try #require(exact.nngp).elements)
    let worst = zip(a, b).map { abs($0 - $1) }.max().map { $0 / (diagonal.nngp * .ulpOfOne) } ?? .infinity
    let way = composed?.pieceCount.map { "\($0) pieces" } ?? "recursion"
    print("\(row.testDescription): \(way), worst \(worst) ulp of the diagonal, \(time)")
    // 4 are promised at the check points; between them the recursion's own rounding, by 2 at most, counts once more.
    #expect(worst <= 6)
  }

  @Test(
    "the tangent kernel too", arguments: [(Nonlinearity.relu, 1), (.relu, 10), (.relu, 50), (.erf, 5), (.tanh, 3)])
  func tangentKernel(nonlinearity: Nonlinearity, depth: Int) throws {
    let pairs = AnglePairs.random(count: 4000, seed: 2020)
    let kernel = try Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: 1.45, biasVariance: 0.28
    ).infiniteWidth
    let diagonal = try #require(try kernel.selfCovariances(inputVariances: [1]).first)
    let composed = try kernel.matrices(of: pairs, get: .both, path: .composed, threads: 1)
    let exact = try kernel.matrices(of: pairs, get: .both, path: .recursion, threads: 1)
    #expect(composed.pieceCount != nil)
    let (a, b) = (try #require(composed.ntk).elements, try #require(exact.ntk).elements)
    let worst = zip(a, b).map { abs($0 - $1) }.max().map { $0 / (diagonal.ntk * .ulpOfOne) } ?? .infinity
    print("\(nonlinearity.name)-\(depth): Θ, worst \(worst) ulp of the diagonal")
    // As for K: 4 promised at the check points, and the recursion's own rounding.
    #expect(worst <= 6)
  }

  /// Deep in the chaotic phase the polynomials end before both ends, and what lies beyond takes the recursion.
  @Test(
    "nearly opposite pairs, as they are carried",
    arguments: [(Nonlinearity.relu, 10, 1.45), (.erf, 5, 2.0), (.tanh, 20, 3.99)])
  func opposites(nonlinearity: Nonlinearity, depth: Int, weightVariance: Double) throws {
    var pairs = AnglePairs.random(count: 4000, seed: 2021)
    pairs.carriesOpposites = true
    let kernel = try Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: 0.05
    ).infiniteWidth
    let diagonal = try #require(try kernel.selfCovariances(inputVariances: [1]).first)
    let composed = try kernel.matrices(of: pairs, get: .nngp, path: .composed, threads: 1)
    let exact = try kernel.matrices(of: pairs, get: .nngp, path: .recursion, threads: 1)
    let (a, b) = (try #require(composed.nngp).elements, try #require(exact.nngp).elements)
    let worst = zip(a, b).map { abs($0 - $1) }.max().map { $0 / (diagonal.nngp * .ulpOfOne) } ?? .infinity
    #expect(worst <= 6)
  }
}
