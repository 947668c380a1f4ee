import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// The battery of every kernel (`KernelConformance`), on vectors, and all architectures that it is applied to.
@Suite("Conformance of kernels of vectors") struct ConformanceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let architecture: Architecture
  }

  static let nonlinearities: [Nonlinearity] = [
    .relu, .leakyRelu(slope: 0.2), .abs, .erf, .gelu, .sin, .cos, .identity, .tanh,
  ]

  static func cases() throws -> [Case] {
    let plain = nonlinearities.flatMap { phi in
      [(1, 1.7, 0.2), (4, 1.3, 0.0)].map { depth, weight, bias in
        Case(
          testDescription: "\(phi.name)-\(depth)-\(weight)-\(bias)",
          architecture: .fullyConnected(depth: depth, nonlinearity: phi, weightVariance: weight, biasVariance: bias))
      }
    }
    let residual = try Architecture {
      Dense(weightVariance: 1.2, biasVariance: 0.1)
      Repeat(3) {
        Residual {
          ReLU()
          Dense(weightVariance: 0.8, biasVariance: 0.05)
        }
      }
    }
    let layerNorm = try Architecture {
      Dense(weightVariance: 1.2, biasVariance: 0.1)
      LayerNorm()
      Erf()
      Dense(weightVariance: 1.5, biasVariance: 0.1)
    }
    let dropout = try Architecture {
      Dense(weightVariance: 1.2, biasVariance: 0.1)
      ReLU()
      Dropout(keepProbability: 0.8)
      Dense(weightVariance: 1.5, biasVariance: 0.1)
    }
    let rates = try Architecture {
      Dense(weightVariance: 1.2, biasVariance: 0.1, trainable: .rates(weights: 6, biases: 1))
      ReLU()
      Dropout(keepProbability: 0.8)
      Dense(weightVariance: 1.5, trainable: .rates(weights: 512, biases: 0))
      Erf()
      Dense(weightVariance: 1.5, biasVariance: 0.1)
    }
    let branches = try Architecture {
      Dense(weightVariance: 1.2, biasVariance: 0.1)
      Repeat(2) {
        Parallel(.sum) {
          Branch {}
          Branch {
            ReLU()
            Dense(weightVariance: 0.8, biasVariance: 0.05)
          }
          Branch {
            Activation(.gelu)
            Dropout(keepProbability: 0.7)
            Dense(weightVariance: 0.3)
            LayerNorm()
          }
        }
        Parallel(.concatenation(widths: [1, 3, 2])) {
          Branch { Erf() }
          Branch {}
          Branch { Tanh() }
        }
        Dense(weightVariance: 1.1)
      }
    }
    return plain + [
      Case(testDescription: "rates", architecture: rates),
      Case(testDescription: "branches", architecture: branches),
      Case(testDescription: "residual", architecture: residual),
      Case(testDescription: "layerNorm", architecture: layerNorm),
      Case(testDescription: "dropout", architecture: dropout),
    ]
  }

  /// 12 random inputs of dimension 6 with different norms.
  static let inputs: Matrix<Double> = {
    var random = SplitMix64(seed: 7)
    var x = Matrix<Double>(rows: 12, columns: 6)
    for i in 0..<12 { for j in 0..<6 { x[i, j] = random.normal() * (0.5 + 0.2 * Double(i)) } }
    return x
  }()

  @Test("the battery", arguments: try cases())
  func conforms(test: Case) throws {
    let kernel = try test.architecture.infiniteWidth
    let own = try kernel.selfCovariances(rows: Self.inputs)
    var battery = KernelConformance(count: 12, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
      rows, columns, threads in
      let pairs = try VectorPairs(rows: Self.inputs.part(rows), columns: columns.map(Self.inputs.part))
      return try Self.both(kernel.matrices(of: pairs, get: .both, threads: threads))
    }
    // Rounding of an entry by a few ulp of the trace moves an eigenvalue by as much; 64 ulp leave room for ten layers.
    battery.eigenvalueUlps = 64
    // dgemm sums the six products in an order of its own for every shape; no layer magnifies that by more than 8.
    battery.entryUlps = 64
    let pairs = try VectorPairs(rows: Self.inputs)
    battery.sameBits = [
      (
        "each kernel alone",
        {
          [try #require(try kernel.matrices(of: pairs).nngp)] + [
            try #require(try kernel.matrices(of: pairs, get: .ntk).ntk)
          ]
        }
      ),
      ("rows of numbers", { try Self.both(kernel.matrices(rows: Self.inputs, get: .both)) }),
      ("stored separations", { try Self.both(kernel.matrices(of: StoredPairs(pairs), get: .both)) }),
    ]
    #expect(try battery.violations() == [])
  }

  @Test("the battery on separations kept, in tiles of any size and by either path", arguments: [1, 5, 64, 256])
  func tiles(tile: Int) throws {
    var random = SplitMix64(seed: 12)
    let directions = random.normalMatrix(rows: 24, columns: 5)
    let kernel = try Architecture.fullyConnected(
      depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1
    ).infiniteWidth
    for path in [KernelPath.recursion, .composed] {
      let own = try kernel.selfCovariances(inputVariances: Array(repeating: 1, count: 24))
      let stored = try StoredPairs(VectorPairs(rows: directions, commonVariance: 1))
      var battery = KernelConformance(count: 24, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
        rows, columns, threads in
        let pairs = PartOfPairs(stored, rows: rows, columns: columns, preferredTile: tile)
        return try Self.both(kernel.matrices(of: pairs, get: .both, path: path, threads: threads))
      }
      battery.sameBits = [
        ("tiles of 256", { try Self.both(kernel.matrices(of: stored, get: .both, path: path)) })
      ]
      #expect(try battery.violations() == [], "\(path)")
    }
  }

  @Test("the battery on a kernel of one variance")
  func commonVariance() throws {
    var random = SplitMix64(seed: 13)
    let stored = try StoredPairs(VectorPairs(rows: random.normalMatrix(rows: 16, columns: 5), commonVariance: 1))
    for nonlinearity in [Nonlinearity.relu, .tanh] {
      let kernel = try Architecture.fullyConnected(
        depth: 4, nonlinearity: nonlinearity, weightVariance: 1.8, biasVariance: 0.1
      ).infiniteWidth
      let prepared = try kernel.commonVariance()
      let battery = KernelConformance(
        count: 16, diagonals: [Array(repeating: prepared.selfCovariance, count: 16)]
      ) { rows, columns, _ in
        var workspace = CommonVarianceKernel.Workspace()
        let pairs = PartOfPairs(stored, rows: rows, columns: columns, preferredTile: 7)
        guard columns != nil else { return [prepared.symmetricMatrix(of: pairs, workspace: &workspace)] }
        return [
          Matrix(rows: pairs.rowVariances.count, columns: pairs.columnVariances.count) { target in
            guard let base = target.baseAddress else { return }
            var own: Void
            pairs.separations(
              of: Tile(rows: 0..<pairs.rowVariances.count, columns: 0..<pairs.columnVariances.count), into: base,
              workspace: &own)
            prepared.apply(to: base, count: target.count, workspace: &workspace)
          }
        ]
      }
      #expect(try battery.violations() == [])
    }
  }

  @Test(
    "the same bits for any number of threads in many tiles, and for one quantity or both",
    arguments: try cases().prefix(4))
  func sameBits(test: Case) throws {
    var random = SplitMix64(seed: 11)
    let (pairs, kernel) = (
      try VectorPairs(rows: random.normalMatrix(rows: 600, columns: 20)), try test.architecture.infiniteWidth
    )
    let one = try kernel.matrices(of: pairs, get: .both, threads: 1)
    let four = try kernel.matrices(of: pairs, get: .both, threads: 4)
    #expect(one.nngp == four.nngp && one.ntk == four.ntk)
    let tangent = try kernel.matrices(of: pairs, get: .ntk, threads: 2)
    #expect(tangent.nngp == nil && tangent.ntk == one.ntk)
    #expect(try kernel.matrices(of: pairs, get: []).nngp == nil)
  }

  static func both(_ kernels: KernelMatrices) throws -> [Matrix<Double>] {
    [try #require(kernels.nngp), try #require(kernels.ntk)]
  }
}
