import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Synchronization
import TestSupport
import Testing

@Suite("Kernels at many depths in one pass") struct VectorSweepTests {
  static let networks: [(Nonlinearity, Double, Double)] = [(.relu, 2, 0), (.erf, 1.5, 0.05), (.tanh, 1.3, 0.1)]
  static let depths = [0, 1, 2, 5, 11]

  /// Random bytes as images, whose separations are exact whatever the tiles: of any norms, or of one.
  static func images(_ count: Int, seed: UInt64) -> ByteImages {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<count * 9).map { _ in UInt8(truncatingIfNeeded: random.next() >> 40) }
    return ByteImages(height: 3, width: 3, channels: 1, order: .interleaved, storage: bytes)
  }

  static func pairs(_ rows: Int, _ columns: Int?, unitVariance: Bool) -> ImagePairs {
    ImagePairs(
      rows: images(rows, seed: 1), columns: columns.map { images($0, seed: 2) }, shift: .ownMean,
      unitVariance: unitVariance, pixelScale: 1.0 / 255)
  }

  static func sweep(_ network: (Nonlinearity, Double, Double), _ readIn: Kernel.ReadIn) throws -> DepthSweep {
    try Kernel.fullyConnected(
      nonlinearity: network.0, weightVariance: network.1, biasVariance: network.2, readIn: readIn
    ).sweep(depths: depths)
  }

  static func kernel(
    _ network: (Nonlinearity, Double, Double), _ readIn: Kernel.ReadIn, depth: Int
  ) throws -> Kernel {
    let (phi, weight, bias) = network
    let first = readIn == .own ? Dense(weightVariance: weight, biasVariance: bias) : Dense(weightVariance: 1)
    return try Architecture {
      first
      if depth > 0 {
        Repeat(depth) {
          Activation(phi)
          Dense(weightVariance: weight, biasVariance: bias)
        }
      }
    }.infiniteWidth
  }

  /// ε, and Θ where it is wanted; 1 ∓ c, c and Θ behind dropouts; beside them a depth's kernels.
  @Test func aPairTakesItsStateAndItsKernels() throws {
    let sweep = try Self.sweep(Self.networks[0], .own)
    #expect(sweep.numbersPerPair(get: .both) == 4)
    #expect(sweep.numbersPerPair(get: .nngp) == 2)
    #expect(sweep.numbersPerPair(get: .ntk) == 3)
    let sparse = try Architecture {
      Dense(weightVariance: 1)
      Repeat(1) {
        ReLU()
        Dropout(keepProbability: 0.01)
        Dense(weightVariance: 1)
      }
    }.infiniteWidth.sweep(depths: [1, 2])
    #expect(sparse.numbersPerPair(get: .nngp) == 5)
  }

  @Test(
    "whole matrices, depth by depth: the bits of each depth's own kernel", arguments: networks.indices,
    [Kernel.ReadIn.own, .unit])
  func matricesHaveTheBits(network: Int, readIn: Kernel.ReadIn) throws {
    for (columns, unit) in [(nil, true), (nil, false), (7, false)] as [(Int?, Bool)] {
      let pairs = Self.pairs(21, columns, unitVariance: unit)
      var seen: [Int] = []
      try Self.sweep(Self.networks[network], readIn).forEachDepth(of: pairs, get: .both, threads: 2) {
        position, found in
        seen.append(Self.depths[position])
        let own = try Self.kernel(Self.networks[network], readIn, depth: Self.depths[position])
          .matrices(of: pairs, get: .both, path: .recursion)
        #expect(found.nngp == own.nngp && found.ntk == own.ntk, "depth \(Self.depths[position])")
      }
      #expect(seen == Self.depths)
    }
  }

  @Test("bands: the same bits, each pair once a depth", arguments: networks.indices, [1, 2])
  func bandsHaveTheBits(network: Int, threads: Int) throws {
    // More rows than a panel holds for the cheap ones; several images in every band's last rows for all.
    let rows = Self.networks[network].0 == .tanh ? 70 : 1100
    for (columns, unit) in [(5, Self.networks[network].0 == .tanh), (300, true)] {
      let pairs = Self.pairs(rows, columns, unitVariance: unit)
      let sweep = try Self.sweep(Self.networks[network], .unit)
      let found = Mutex<[Int: [Int: [Double]]]>([:])
      try sweep.forEachBand(of: pairs, get: .both, threads: threads) { band in
        let values = band.values(of: \.nngp) + band.values(of: \.ntk)
        found.withLock { $0[band.position, default: [:]][band.rows.lowerBound] = values }
      }
      for (position, depth) in Self.depths.enumerated() {
        let own = try Self.kernel(Self.networks[network], .unit, depth: depth)
          .matrices(of: pairs, get: .both, path: .recursion)
        let bands = found.withLock { $0[position, default: [:]] }.sorted { $0.key < $1.key }
        let half = bands.map { ($0.value.prefix($0.value.count / 2), $0.value.suffix($0.value.count / 2)) }
        #expect(half.flatMap(\.0) == own.nngp?.elements && half.flatMap(\.1) == own.ntk?.elements, "depth \(depth)")
      }
    }
  }

  @Test("bands of symmetric pairs have the diagonal of one input with itself")
  func symmetricBands() throws {
    let pairs = Self.pairs(20, nil, unitVariance: false)
    let sweep = try Architecture {
      Dense(weightVariance: 1.5, biasVariance: 0.1)
      Repeat(1) {
        ReLU()
        Dropout(keepProbability: 0.5)
        Dense(weightVariance: 1.5, biasVariance: 0.1)
      }
    }.infiniteWidth.sweep(depths: [3])
    let diagonal = try sweep.selfCovariances(inputVariances: pairs.rowVariances)[0]
    let seen = Mutex(0)
    try sweep.forEachBand(of: pairs, get: .both) { band in
      for (k, i) in band.rows.enumerated() {
        let entry = k * band.stride + i
        #expect(band.nngp?[entry] == diagonal[i].nngp && band.ntk?[entry] == diagonal[i].ntk)
      }
      seen.withLock { $0 += band.rows.count }
    }
    #expect(seen.withLock { $0 } == 20)
  }

  @Test("the notebook's read-in: K⁰ = Θ⁰ = x·x′/d, with 1 on the diagonal")
  func unitReadIn() throws {
    try Self.sweep(Self.networks[1], .unit).forEachDepth(of: Self.pairs(6, nil, unitVariance: true), get: .both) {
      position, kernels in
      guard position == 0, let nngp = kernels.nngp else { return }
      #expect(nngp == kernels.ntk)
      for i in 0..<6 { #expect(nngp[i, i] == 1) }
    }
  }

  @Test("only what is asked for")
  func quantities() throws {
    try Self.sweep(Self.networks[0], .own).forEachDepth(of: Self.pairs(3, nil, unitVariance: true), get: .nngp) {
      #expect($1.nngp != nil && $1.ntk == nil)
    }
  }

  @Test("depths that are none are refused")
  func refusals() throws {
    func sweep(_ depths: [Int]) throws -> DepthSweep {
      try Kernel.fullyConnected(nonlinearity: .erf, weightVariance: 1, biasVariance: 0).sweep(depths: depths)
    }
    #expect(throws: DepthSweepError.noDepths) { try sweep([]) }
    #expect(throws: DepthSweepError.negative(depth: -1)) { try sweep([-1, 2]) }
    #expect(throws: DepthSweepError.notAscending(depth: 3, after: 3)) { try sweep([1, 3, 3]) }
    // Depth 0 without a read-in has no weights.
    let bare = try Architecture { Repeat(1) { Dense(weightVariance: 1) } }.infiniteWidth
    #expect(throws: ArchitectureFailure.self) { try bare.sweep(depths: [0, 1]) }
    _ = try bare.sweep(depths: [1])
  }

  @Test("kernels beyond float64 are told")
  func overflow() throws {
    let sweep = try Kernel.fullyConnected(nonlinearity: .relu, weightVariance: 1e200, biasVariance: 0)
      .sweep(depths: [1, 4])
    #expect(throws: InfiniteWidthError.self) {
      try sweep.forEachDepth(of: Self.pairs(3, nil, unitVariance: true), get: .both) { _, _ in }
    }
  }
}
