import Architectures
import Glibc
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Synchronization
import Testing

/// Behind dropouts that keep a small share of the units, inputs have almost nothing in common.
@Suite("Pairs of small correlation") struct CosineRecursionTests {
  private static let rows = Matrix<Double>(
    rows: 4, columns: 2, elements: [1, 2, -2, 0.5, 3, 1, -1, -2.000001])

  private static func kernels(
    _ layers: [Layer], _ rows: Matrix<Double> = rows
  ) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let found = try Kernel(Architecture(layers: layers)).matrices(rows: rows, get: .both)
    return (try #require(found.nngp), try #require(found.ntk))
  }

  private static func covariance(_ i: Int, _ j: Int) -> Double {
    0.5 * (rows[i, 0] * rows[j, 0] + rows[i, 1] * rows[j, 1])
  }

  private static func dense(_ weightVariance: Double, _ biasVariance: Double = 0) -> Layer {
    .dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
  }

  private static func dropouts(_ keep: [Double]) -> [Layer] { keep.map { .dropout(keepProbability: $0) } }

  /// x → x leaves K alone, so dropout before it is no dropout for different inputs.
  @Test(arguments: [[1e-3], [9e-4], [1e-6], [1e-12], [0.01, 0.01], [2e-3, 2e-3, 2e-3]])
  func identityIsNoLayer(keep: [Double]) throws {
    let dense = Self.dense(1.3)
    let block: [Layer] = [.activation(.identity), dense]
    let (found, expected) = (
      try Self.kernels([dense] + Self.dropouts(keep) + [dense] + block + block),
      try Self.kernels([dense, dense] + block + block)
    )
    for i in 0..<4 {
      for j in 0..<i {
        #expect(abs(found.nngp[i, j] / expected.nngp[i, j] - 1) < 1e-14)
        #expect(abs(found.ntk[i, j] / expected.ntk[i, j] - 1) < 1e-14)
      }
    }
  }

  private static let nonlinearities: [Nonlinearity] = [
    .erf, .sin, .cos, .relu, .leakyRelu(slope: 0.999), .abs,
    .custom(
      CustomNonlinearity(
        name: "erf", function: { Glibc.erf($0) }, derivative: { 2 / Double.pi.squareRoot() * exp(-$0 * $0) })),
  ]

  /// Those whose K does not vanish like e^{−q} where dropouts make variances large.
  private static let homogeneousOrBounded: [Nonlinearity] = [.erf, .relu, .leakyRelu(slope: 0.999), .abs]

  /// One dropout or many, each of which alone keeps enough: of c, the share that all of them keep is left.
  static let keeps: [[Double]] = [
    [0.5], [0.126], [0.124], [0.01], [2e-3], [1e-3], [9e-4], [1e-5], [1e-12], [0.5, 0.25], [0.4, 0.3], [0.1, 0.1],
    [0.01, 0.01], [2e-3, 2e-3], [1e-3, 1e-3], [0.3, 0.3, 0.3, 0.3], [1e-5, 1e-5],
  ]

  @Test("K and Θ to the last digits of themselves", arguments: homogeneousOrBounded, keeps)
  func agreesWithCovariances(_ phi: Nonlinearity, keep: [Double]) throws {
    let dropouts = Self.dropouts(keep)
    for layers in [
      [Self.dense(1.5)] + dropouts + [Self.dense(0.8), .activation(phi), Self.dense(1)],
      [Self.dense(1.5, 0.1), .activation(phi)] + dropouts + [Self.dense(1.5), .activation(phi), Self.dense(1)],
      // Each in a layer of its own.
      [Self.dense(1.2)] + dropouts.flatMap { [$0, Self.dense(1.1), .activation(phi)] } + [Self.dense(1, 1e-3)],
    ] { try Self.expectCovariances(layers) }
  }

  /// A dropout that keeps most of the units, layer after layer.
  @Test(arguments: nonlinearities, [(0.5, 4), (0.5, 12), (0.9, 50), (0.2, 3), (0.03, 3)])
  func repeatedBlocks(_ phi: Nonlinearity, _ block: (keep: Double, count: Int)) throws {
    let inner: [Layer] = [.dropout(keepProbability: block.keep), Self.dense(1.5), .activation(phi)]
    try Self.expectCovariances([Self.dense(1), .repeated(count: block.count, layers: inner), Self.dense(1)])
  }

  /// What dropouts keep together, repetitions counted.
  private static func share(_ layers: [Layer]) -> Double {
    layers.reduce(1) { share, layer in
      switch layer {
      case .dropout(let keepProbability): share * keepProbability
      case .repeated(let count, let inner): (0..<count).reduce(share) { whole, _ in whole * Self.share(inner) }
      default: share
      }
    }
  }

  private static func expectCovariances(_ layers: [Layer]) throws {
    let found = try kernels(layers)
    for i in 0..<4 {
      for j in 0..<i {
        let expected = try CovarianceReference(
          layers, covariance: covariance(i, j), covariance(i, i), covariance(j, j))
        // Of 1 − ε, which carries shares down to a 64th, the diagonal has the digits.
        let isLarge = share(layers) >= 1.0 / 64
        for (found, expected) in [(found.nngp, expected.covariance), (found.ntk, expected.tangent)] {
          let scale = isLarge ? (found[i, i] * found[j, j]).squareRoot() : abs(expected)
          #expect(abs(found[i, j] - expected) < (isLarge ? 1e-14 : 1e-13) * scale, "\(i), \(j)")
        }
      }
    }
  }

  /// K = E[φ] E[φ]′ + k/4 + … of small inputs, whose squares are as small as what they have in common.
  @Test func smallInputsOfGelu() throws {
    let (scale, keep) = (1e-8, 1e-9)
    let found = try Self.kernels(
      [.dropout(keepProbability: keep), Self.dense(1), .activation(.gelu), Self.dense(1)],
      Matrix(rows: 4, columns: 2, elements: Self.rows.elements.map { $0 * scale }))
    for i in 0..<4 {
      for j in 0..<i {
        let q = [i, j].map { Self.covariance($0, $0) * scale * scale / keep }
        let means = q.map { $0 / (2 * .pi * (1 + $0)).squareRoot() }
        let expected = means[0] * means[1] + 0.25 * Self.covariance(i, j) * scale * scale
        #expect(abs(found.nngp[i, j] / expected - 1) < 1e-13)
      }
    }
  }

  /// A share that loses no digits goes the common way; both ways agree.
  @Test(arguments: [Nonlinearity.relu, .erf, .gelu, .sin, .cos, .abs, .tanh]) func agreesWithTheCommonWay(
    _ phi: Nonlinearity
  ) throws {
    let dense = Self.dense(1.3, 0.2)
    func layers(_ keep: Double) -> [Layer] {
      [
        dense, .dropout(keepProbability: keep), dense, .activation(phi), dense, .layerNorm,
        .residual([.activation(phi), dense]), .activation(phi), dense,
      ]
    }
    let (below, above) = (try Self.kernels(layers(0x1p-3 * (1 - 1e-15))), try Self.kernels(layers(0x1p-3)))
    for i in 0..<4 {
      for j in 0...i {
        let scale = (above.ntk[i, i] * above.ntk[j, j]).squareRoot()
        #expect(abs(below.nngp[i, j] - above.nngp[i, j]) < 2e-14 * (above.nngp[i, i] * above.nngp[j, j]).squareRoot())
        #expect(abs(below.ntk[i, j] - above.ntk[i, j]) < 2e-14 * scale)
      }
    }
  }

  @Test(arguments: [Nonlinearity.relu, .erf, .gelu]) func branchesAndRatesAgreeWithTheCommonWay(
    _ phi: Nonlinearity
  ) throws {
    let dense = Self.dense(1.3, 0.2)
    func rated(_ weights: Double, _ biases: Double) -> Layer {
      .dense(weightVariance: 1.1, biasVariance: 0.1, trainable: .rates(weights: weights, biases: biases))
    }
    func layers(_ keep: Double) -> [Layer] {
      [
        rated(2, 1), .dropout(keepProbability: keep), rated(7, 0.5),
        .parallel([[], [.activation(phi), dense], [rated(0, 3), .residual([dense])]], join: .sum), .activation(phi),
        .parallel([[], [dense], [dense, .activation(phi)]], join: .concatenation(widths: [1, 2, 3])), rated(0.4, 0),
      ]
    }
    let (below, above) = (try Self.kernels(layers(0x1p-6 * (1 - 1e-15))), try Self.kernels(layers(0x1p-6)))
    for i in 0..<4 {
      for j in 0...i {
        let scale = (above.ntk[i, i] * above.ntk[j, j]).squareRoot()
        #expect(abs(below.nngp[i, j] - above.nngp[i, j]) < 2e-14 * (above.nngp[i, i] * above.nngp[j, j]).squareRoot())
        #expect(abs(below.ntk[i, j] - above.ntk[i, j]) < 2e-14 * scale)
      }
    }
  }

  /// Sweeps carry all depths as they do the deepest, also where a network of one of them alone leaves it to 1 − ε.
  @Test(arguments: [0.3, 1e-3]) func depthSweeps(keep: Double) throws {
    let depths = [0, 1, 2, 7]
    func kernel(_ depth: Int) throws -> Kernel {
      let inner: [Layer] = [.activation(.erf), .dropout(keepProbability: keep), Self.dense(1.5)]
      return try Kernel(
        Architecture(layers: [Self.dense(1.2)] + (depth > 0 ? [.repeated(count: depth, layers: inner)] : [])))
    }
    let (pairs, sweep) = (try VectorPairs(rows: Self.rows), try kernel(7).sweep(depths: depths))
    let expected = try depths.map { try kernel($0).matrices(of: pairs, get: .both) }
    try sweep.forEachDepth(of: pairs, get: .both, threads: 2) { position, found in
      for (one, two) in [(found.nngp, expected[position].nngp), (found.ntk, expected[position].ntk)] {
        for (a, b) in zip(try #require(one).elements, try #require(two).elements) { #expect(abs(a / b - 1) < 1e-13) }
      }
    }
    for state in [DepthSweep.PairState.separations, .covariances] {
      let seen = Atomic(0)
      try sweep.forEachBand(of: pairs, get: .both, state: state, threads: 1) { band in
        let own = expected[band.position]
        for (one, two) in [(band.values(of: \.nngp), own.nngp), (band.values(of: \.ntk), own.ntk)] {
          let two = try #require(two).elements[(band.rows.lowerBound * 4)..<(band.rows.upperBound * 4)]
          for (a, b) in zip(one, two) { #expect(abs(a / b - 1) < 1e-13) }
        }
        seen.add(band.rows.count, ordering: .relaxed)
      }
      #expect(seen.load(ordering: .relaxed) == 4 * depths.count)
    }
  }

  /// The kernel of one variance is that of the matrices.
  @Test func commonVariance() throws {
    let kernel = try Kernel(
      Architecture(layers: [.dropout(keepProbability: 1e-4), Self.dense(1.5), .activation(.erf), Self.dense(1)]))
    let pairs = try VectorPairs(rows: Self.rows, commonVariance: 1)
    var workspace = CommonVarianceKernel.Workspace()
    let found = try kernel.commonVariance(1).symmetricMatrix(of: pairs, workspace: &workspace)
    let expected = try #require(try kernel.matrices(of: pairs, get: .nngp).nngp)
    for (a, b) in zip(found.elements, expected.elements) { #expect(abs(a / b - 1) < 1e-15) }
  }

  /// Images of one position are vectors; behind `flatten` their kernels are read as what they are.
  @Test(arguments: [Nonlinearity.erf, .relu, .gelu], [[0.5], [1e-3], [0.01, 0.01], [1e-6]])
  func imagesOfOnePosition(_ phi: Nonlinearity, keep: [Double]) throws {
    let dropouts = Self.dropouts(keep)
    let convolution = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 0.3, biasVariance: 0, trainable: true)
    let rest: [Layer] = [Self.dense(0.5), .activation(phi), Self.dense(1)]
    let rows = Self.rows.part(0..<3)
    for (spatial, vectors) in [
      ([convolution, .activation(phi)] + dropouts + [convolution], [Self.dense(0.3), .activation(phi)] + dropouts),
      ([convolution] + dropouts + [convolution, .activation(phi)], [Self.dense(0.3)] + dropouts),
    ] {
      let tail = vectors.contains(.activation(phi)) ? [Self.dense(0.3)] : [Self.dense(0.3), .activation(phi)]
      for rest in [rest, []] {
        let images = try Kernel(
          Architecture(layers: spatial + [.flatten] + rest), inputShape: .image(height: 1, width: 1, channels: 2)
        ).matrices(rows: rows, get: .both)
        let expected = try Self.kernels(vectors + tail + rest, rows)
        let found = (try #require(images.nngp), try #require(images.ntk))
        for i in 0..<3 {
          for j in 0..<i {
            #expect(abs(found.0[i, j] / expected.nngp[i, j] - 1) < 1e-13, "\(i), \(j)")
            #expect(abs(found.1[i, j] / expected.ntk[i, j] - 1) < 1e-13, "\(i), \(j)")
          }
        }
      }
    }
  }
}
