import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// What every kernel of every architecture keeps: a battery, and all that it is applied to.
@Suite("Conformance of every kernel") struct ConformanceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let architecture: Architecture
  }

  static let nonlinearities: [Nonlinearity] = [
    .relu, .leakyRelu(slope: 0.2), .abs, .erf, .gelu, .sin, .cos, .identity, .tanh,
  ]

  static let cases: [Case] = {
    var cases: [Case] = []
    for phi in nonlinearities {
      for (depth, weight, bias) in [(1, 1.7, 0.2), (4, 1.3, 0.0)] {
        cases.append(
          Case(
            testDescription: "\(phi.name)-\(depth)-\(weight)-\(bias)",
            architecture: .fullyConnected(depth: depth, nonlinearity: phi, weightVariance: weight, biasVariance: bias)))
      }
    }
    func add(_ name: String, _ make: () throws -> Architecture) {
      if let architecture = try? make() { cases.append(Case(testDescription: name, architecture: architecture)) }
    }
    add("residual") {
      try Architecture {
        Dense(weightVariance: 1.2, biasVariance: 0.1)
        Repeat(3) {
          Residual {
            ReLU()
            Dense(weightVariance: 0.8, biasVariance: 0.05)
          }
        }
      }
    }
    add("layerNorm") {
      try Architecture {
        Dense(weightVariance: 1.2, biasVariance: 0.1)
        LayerNorm()
        Erf()
        Dense(weightVariance: 1.5, biasVariance: 0.1)
      }
    }
    add("dropout") {
      try Architecture {
        Dense(weightVariance: 1.2, biasVariance: 0.1)
        ReLU()
        Dropout(keepProbability: 0.8)
        Dense(weightVariance: 1.5, biasVariance: 0.1)
      }
    }
    return cases
  }()

  /// 12 random inputs of dimension 6 with different norms.
  static let inputs: Matrix<Double> = {
    var random = SplitMix64(seed: 7)
    var x = Matrix<Double>(rows: 12, columns: 6)
    for i in 0..<12 { for j in 0..<6 { x[i, j] = random.normal() * (0.5 + 0.2 * Double(i)) } }
    return x
  }()

  static func part(_ range: Range<Int>) -> Matrix<Double> {
    Matrix(rows: range.count, columns: 6, elements: Array(inputs.elements[range.lowerBound * 6..<range.upperBound * 6]))
  }

  private func kernels(_ a: Architecture, _ pairs: VectorPairs) throws -> [Matrix<Double>] {
    let kernels = try a.infiniteWidth.matrices(of: pairs, get: .both)
    return [try #require(kernels.nngp), try #require(kernels.ntk)]
  }

  @Test("all architectures are valid") func complete() {
    #expect(Self.cases.count == 2 * Self.nonlinearities.count + 3)
  }

  @Test("symmetric, with the self-covariances on the diagonal", arguments: cases)
  func symmetric(test: Case) throws {
    let pairs = try VectorPairs(rows: Self.inputs)
    let both = try kernels(test.architecture, pairs)
    let diagonal = try test.architecture.infiniteWidth.selfCovariances(inputVariances: pairs.rowVariances)
    for i in 0..<12 {
      #expect(both[0][i, i] == diagonal[i].nngp)
      #expect(both[1][i, i] == diagonal[i].ntk)
      for j in 0..<i { for k in both { #expect(k[i, j] == k[j, i]) } }
    }
  }

  @Test("positive semi-definite", arguments: cases)
  func positive(test: Case) throws {
    for k in try kernels(test.architecture, VectorPairs(rows: Self.inputs)) {
      // Rounding of an entry by a few ulp of the trace moves an eigenvalue by as much; 64 ulp leave room for ten
      // layers.
      let trace = (0..<12).reduce(0) { $0 + k[$1, $1] }
      #expect(throws: Never.self) { try CholeskyFactor.factor(k, shifts: [64 * .ulpOfOne * trace]) }
    }
  }

  @Test("rows against columns is a block of the whole, and one call is one entry", arguments: cases)
  func block(test: Case) throws {
    let whole = try kernels(test.architecture, VectorPairs(rows: Self.inputs))
    let block = try kernels(test.architecture, VectorPairs(rows: Self.part(0..<5), columns: Self.part(5..<12)))
    let single = try kernels(test.architecture, VectorPairs(rows: Self.part(2..<3), columns: Self.part(7..<8)))
    for (w, (b, s)) in zip(whole, zip(block, single)) {
      for i in 0..<5 {
        for j in 5..<12 {
          // dgemm sums the six products in an order of its own for every shape; no layer magnifies that by more than 8.
          let unit = (w[i, i] * w[j, j]).squareRoot()
          #expect(abs(b[i, j - 5] - w[i, j]) <= 64 * .ulpOfOne * unit)
          if i == 2, j == 7 { #expect(abs(s[0, 0] - w[i, j]) <= 64 * .ulpOfOne * unit) }
        }
      }
    }
  }

  @Test("the same bits for any number of threads, and for one quantity or both", arguments: cases.prefix(4))
  func sameBits(test: Case) throws {
    var random = SplitMix64(seed: 11)
    let x = Matrix<Double>(rows: 600, columns: 20, elements: (0..<12_000).map { _ in random.normal() })
    let (pairs, kernel) = (try VectorPairs(rows: x), try test.architecture.infiniteWidth)
    let one = try kernel.matrices(of: pairs, get: .both, threads: 1)
    let four = try kernel.matrices(of: pairs, get: .both, threads: 4)
    #expect(one.nngp == four.nngp && one.ntk == four.ntk)
    let tangent = try kernel.matrices(of: pairs, get: .ntk, threads: 2)
    #expect(tangent.nngp == nil && tangent.ntk == one.ntk)
    #expect(try kernel.matrices(of: pairs, get: []).nngp == nil)
  }
}
