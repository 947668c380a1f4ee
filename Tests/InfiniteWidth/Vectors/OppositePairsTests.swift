import Architectures
import Glibc
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// x against −(x + δ): 1 + c is tiny there, and Θ depends on its square root.
@Suite("Nearly opposite inputs") struct OppositePairsTests {
  private static let distances = (0...12).map { pow(10, -Double($0)) } + [0]

  /// x first, then x + δ, or −(x + δ).
  private static func inputs(sign: Double) -> Matrix<Double> {
    let (x, d) = ([0.3, -1.2, 0.8, 2.0], [0.7, 0.4, -1.1, 0.2])
    let others = distances.flatMap { distance in (0..<4).map { sign * (x[$0] + distance * d[$0]) } }
    return Matrix(rows: distances.count + 1, columns: 4, elements: x + others)
  }

  private static func row(_ layers: [Layer], sign: Double, path: KernelPath = .recursion) throws -> (
    nngp: [Double], ntk: [Double]
  ) {
    let kernels = try Kernel(Architecture(layers: layers)).matrices(rows: inputs(sign: sign), get: .both, path: path)
    let (nngp, ntk) = (try #require(kernels.nngp), try #require(kernels.ntk))
    return ((1..<nngp.columns).map { nngp[0, $0] }, (1..<ntk.columns).map { ntk[0, $0] })
  }

  private static let dense = Layer.dense(weightVariance: 1.7, biasVariance: 0, trainable: true)

  /// Without biases an odd φ makes odd kernels, K(x, −y) = −K(x, y) and Θ too; an even one even ones behind it, and
  /// Θ(x, −y) = K + σ_w² Ṫ(−c) Θ⁰(x, −y) has two signs that cancel.
  @Test(arguments: [Nonlinearity.erf, .sin, .tanh, .identity, .abs, .cos]) func symmetric(_ phi: Nonlinearity) throws {
    let isOdd = ![.abs, .cos].contains(phi)
    let blocks: [[Layer]] = [
      [.activation(phi), Self.dense], [.activation(phi), .dropout(keepProbability: 0.9), Self.dense],
      [.layerNorm, .activation(phi), Self.dense],
    ]
    let branch: [Layer] = [.residual([.activation(phi), Self.dense])]
    for block in isOdd ? blocks + [branch] : blocks {
      let layers = [Self.dense] + block + block
      let (near, opposite) = (try Self.row(layers, sign: 1), try Self.row(layers, sign: -1))
      for k in Self.distances.indices {
        let sign = isOdd ? -1.0 : 1
        // Rounding of c near 1, which is not that near −1.
        #expect(abs(opposite.nngp[k] - sign * near.nngp[k]) < 4e-15 * abs(near.nngp[0]) + 1e-14, "\(block)")
        let scale = max(1, abs(near.ntk[k]))
        #expect(abs(opposite.ntk[k] - sign * near.ntk[k]) < 1e-13 * scale, "δ = \(Self.distances[k])")
      }
    }
  }

  /// ReLU and gelu are x/2 and an even function: Ṫ(−c) = ½ − Ṫ(c), T(−c) = T(c) − k/2, so one hidden layer is known
  /// from nearly coinciding inputs.
  @Test(arguments: [Nonlinearity.relu, .gelu, .leakyRelu(slope: 0.2)]) func halfLinear(_ phi: Nonlinearity) throws {
    let half: Double = if case .leakyRelu = phi { 0.36 } else { 0.25 }
    let layers = [Self.dense, .activation(phi), Self.dense]
    let (near, opposite) = (try Self.row(layers, sign: 1), try Self.row(layers, sign: -1))
    let input = try Self.row([Self.dense], sign: 1).nngp
    for k in Self.distances.indices {
      let nngp = near.nngp[k] - 2 * half * 1.7 * input[k]
      // Θ = K + σ_w² Ṫ Θ⁰ with Θ⁰ = K⁰.
      let slope = (near.ntk[k] - near.nngp[k]) / (1.7 * input[k])
      let ntk = nngp - 1.7 * (2 * half - slope) * input[k]
      #expect(abs(opposite.nngp[k] - nngp) < 4e-15 * near.nngp[k] + 4e-15)
      #expect(abs(opposite.ntk[k] - ntk) < 1e-13 * near.ntk[k], "δ = \(Self.distances[k])")
    }
  }

  /// A bias pulls opposite inputs together: the 1 + c that is carried becomes an ε like any other.
  @Test func biasesAndBranches() throws {
    let biased = Layer.dense(weightVariance: 1.7, biasVariance: 0.3, trainable: true)
    for layers in [
      [biased, .activation(.erf), biased, .activation(.relu), biased],
      [Self.dense, .residual([.activation(.relu), biased]), .activation(.abs), Self.dense],
      [Self.dense, .activation(.erf), .dropout(keepProbability: 0.3), Self.dense, .activation(.relu), Self.dense],
    ] {
      let opposite = try Self.row(layers, sign: -1)
      // Continuous at c = −1, where Θ goes with √(1 + c), about δ.
      for k in Self.distances.indices where Self.distances[k] < 1e-4 && k + 1 < Self.distances.count {
        #expect(abs(opposite.nngp[k] - opposite.nngp[Self.distances.count - 1]) < 20 * Self.distances[k] + 1e-14)
        #expect(abs(opposite.ntk[k] - opposite.ntk[Self.distances.count - 1]) < 50 * Self.distances[k] + 1e-13)
      }
    }
  }
}
