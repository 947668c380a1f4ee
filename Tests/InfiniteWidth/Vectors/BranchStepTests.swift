import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("Branches of kernels of vectors") struct BranchStepTests {
  private static let dense = Layer.dense(weightVariance: 0.8, biasVariance: 0.1, trainable: true)
  private static let relu = Layer.activation(.relu)

  /// Inputs of different norms; one nearly another's copy, one nearly its opposite.
  private static let inputs: Matrix<Double> = {
    var random = SplitMix64(seed: 31)
    var x = random.normalMatrix(rows: 6, columns: 5)
    for j in 0..<5 {
      x[4, j] = x[0, j] + 1e-8 * x[1, j]
      x[5, j] = -2 * x[0, j] + 1e-7 * x[1, j]
    }
    return x
  }()

  private static func kernels(_ layers: [Layer], path: KernelPath = .recursion) throws -> [Matrix<Double>] {
    let found = try Kernel(Architecture(layers: layers)).matrices(rows: inputs, get: .both, path: path)
    return [try #require(found.nngp), try #require(found.ntk)]
  }

  private static func expectClose(_ found: [Matrix<Double>], _ expected: [Matrix<Double>], ulps: Double) {
    for (one, two) in zip(found, expected) {
      for i in 0..<6 {
        for j in 0..<6 {
          let scale = (two[i, i] * two[j, j]).squareRoot()
          #expect(abs(one[i, j] - two[i, j]) <= ulps * .ulpOfOne * scale, "\(i), \(j)")
        }
      }
    }
  }

  @Test("a residual is the sum of the identity and its branch, to the bit", arguments: [1, 1e-4])
  func residual(keep: Double) throws {
    let branch = [Self.relu, .dropout(keepProbability: keep), Self.dense]
    let one = try Self.kernels([Self.dense, .residual(branch), Self.relu, Self.dense])
    let two = try Self.kernels([Self.dense, .parallel([[], branch], join: .sum), Self.relu, Self.dense])
    #expect(one == two)
  }

  @Test("branches may be added in any order, at once or one after another", arguments: [1, 1e-4])
  func order(keep: Double) throws {
    let branches: [[Layer]] = [
      [], [Self.relu, .dropout(keepProbability: keep), Self.dense],
      [.activation(.erf), .dense(weightVariance: 30, biasVariance: 0, trainable: .rates(weights: 3, biases: 1))],
      [.dense(weightVariance: 0.01, biasVariance: 4, trainable: true)],
    ]
    func network(_ join: [[Layer]]) -> [Layer] { [Self.dense, .parallel(join, join: .sum), Self.relu, Self.dense] }
    let expected = try Self.kernels(network(branches))
    Self.expectClose(try Self.kernels(network(branches.reversed())), expected, ulps: 16)
    let nested = [branches[0], [.parallel(Array(branches[1...]), join: .sum)]]
    Self.expectClose(try Self.kernels(network(nested)), expected, ulps: 16)
  }

  /// Weights of their own make branches of a concatenation a sum of less variance.
  @Test func concatenationIsASumOfShares() throws {
    func weights(_ factor: Double) -> Layer {
      .dense(weightVariance: 0.8 * factor, biasVariance: 0.1 * factor, trainable: true)
    }
    let found = try Self.kernels([
      Self.dense,
      .parallel([[Self.relu, Self.dense], [.activation(.erf), Self.dense]], join: .concatenation(widths: [1, 3])),
      Self.dense, Self.relu, Self.dense,
    ])
    let expected = try Self.kernels([
      Self.dense, .parallel([[Self.relu, weights(0.25)], [.activation(.erf), weights(0.75)]], join: .sum), Self.dense,
      Self.relu, Self.dense,
    ])
    Self.expectClose(found, expected, ulps: 16)
  }

  /// A signal beside itself is itself.
  @Test func equalBranchesSideBySide() throws {
    let found = try Self.kernels([
      Self.dense, .parallel([[], [], []], join: .concatenation(widths: [1, 2, 4])), Self.dense, Self.relu, Self.dense,
    ])
    Self.expectClose(found, try Self.kernels([Self.dense, Self.dense, Self.relu, Self.dense]), ulps: 16)
  }

  /// 1 − c of nearly coinciding inputs, and 1 + c of opposite ones, with their own digits.
  @Test func separationsKeepTheirDigits() throws {
    let homogeneous = Layer.dense(weightVariance: 0.8, biasVariance: 0, trainable: true)
    // Of linear branches the sum is linear: the separation is that of the inputs. Angles between the parts have an
    // error of an ulp, the square of which is 1e-15 of the smallest.
    let layers: [Layer] = [
      homogeneous,
      .parallel(
        [[], [.activation(.identity), homogeneous], [homogeneous, .residual([homogeneous])]], join: .sum),
    ]
    let found = try Kernel(Architecture(layers: layers)).separations(rows: Self.inputs, keepsOpposites: true)
    let expected = try Kernel(Architecture(layers: [homogeneous])).separations(rows: Self.inputs, keepsOpposites: true)
    #expect(expected[4, 0] > 0 && expected[4, 0] < 1e-15 && expected[5, 0] < 0 && expected[5, 0] > -1e-12)
    for i in 0..<6 { for j in 0..<i { #expect(abs(found[i, j] / expected[i, j] - 1) < 1e-14, "\(i), \(j)") } }
  }

  /// Inputs of one norm: the polynomials of the angle.
  @Test func composedMapsKnowBranchesAndRates() throws {
    let layers: [Layer] = [
      .dense(weightVariance: 0.8, biasVariance: 0.1, trainable: .rates(weights: 5, biases: 1)),
      .parallel([[], [Self.relu, Self.dense], [.activation(.erf), Self.dense]], join: .sum), Self.relu,
      .dense(weightVariance: 0.8, biasVariance: 0.1, trainable: .rates(weights: 0, biases: 0.3)),
    ]
    var random = SplitMix64(seed: 3)
    var x = random.normalMatrix(rows: 20, columns: 4)
    for i in 0..<20 {
      let norm = x.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for j in 0..<4 { x[i, j] *= 2 / norm }
    }
    // Signs alone: norms that are one to the bit.
    let signs = Matrix(rows: 20, columns: 4, elements: x.elements.map { $0 < 0 ? -1.0 : 1 })
    let kernel = try Kernel(Architecture(layers: layers))
    let one = try kernel.matrices(rows: signs, get: .both, path: .composed)
    let two = try kernel.matrices(rows: signs, get: .both, path: .recursion)
    #expect(one.pieceCount != nil)
    for (found, expected) in [(one.nngp, two.nngp), (one.ntk, two.ntk)] {
      let (found, expected) = (try #require(found), try #require(expected))
      for k in found.elements.indices {
        #expect(abs(found.elements[k] - expected.elements[k]) <= 6 * .ulpOfOne * expected[0, 0])
      }
    }
  }

  @Test func sweepsKnowBranchesAndRates() throws {
    let block: [Layer] = [
      Self.relu, .dense(weightVariance: 1.1, biasVariance: 0.1, trainable: .rates(weights: 7, biases: 1)),
      .parallel([[], [.activation(.erf), Self.dense], [Self.dense]], join: .sum),
    ]
    let depths = [0, 1, 3]
    let sweep = try Kernel(Architecture(layers: [Self.dense, .repeated(count: 1, layers: block)]))
      .sweep(depths: depths)
    try sweep.forEachDepth(of: VectorPairs(rows: Self.inputs), get: .both) { position, kernels in
      let count = depths[position]
      let expected = try Self.kernels([Self.dense] + (count > 0 ? [.repeated(count: count, layers: block)] : []))
      #expect([try #require(kernels.nngp), try #require(kernels.ntk)] == expected)
    }
  }
}
