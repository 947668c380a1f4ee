import Architectures
import FiniteWidth
import Glibc
import LinearAlgebra
import MeanField
import Nonlinearities
import Randomness
import Testing

@Suite("Variances and correlations through layers") struct PropagationTests {
  static func theories() throws -> [MeanFieldTheory] {
    try [
      MeanFieldTheory(nonlinearity: .tanh, weightVariance: 6.25, biasVariance: 0.09),
      MeanFieldTheory(nonlinearity: .erf, weightVariance: 1.25, biasVariance: 0.05),
      MeanFieldTheory(nonlinearity: .relu, weightVariance: 1.5, biasVariance: 0.1),
      MeanFieldTheory(nonlinearity: .tanh, weightVariance: 3, biasVariance: 0.05, keepProbability: 0.9),
      MeanFieldTheory(nonlinearity: .gelu, weightVariance: 1.2, biasVariance: 0.3, keepProbability: 0.8),
    ]
  }

  @Test("iterates come to the fixed points, at the rate of the depth scales")
  func convergence() throws {
    for theory in try Self.theories() {
      let (q, epsilon) = (try theory.fixedVariance.get(), try theory.fixedSeparation.get())
      let lengths = try theory.lengths(from: 1.3 * q, depth: 400)
      #expect(abs(lengths[400] / q - 1) < 1e-12)
      let start = 0.5 * (1 + epsilon)
      let separations = try theory.separations(from: start, variance: q, depth: 400)
      #expect(abs(separations[400] - epsilon) < 1e-5)
      // The ratio of successive deviations is the slope, up to the deviation itself times the map's curvature; ReLU's
      // map has a correction of the order √ε.
      let far = try #require(lengths.firstIndex { abs($0 / q - 1) < 1e-6 })
      let lengthRatio = (lengths[far + 1] - q) / (lengths[far] - q)
      #expect(abs(lengthRatio - exp(-1 / (try theory.varianceDepthScale.get()))) < 1e-4)
      let near = try #require(separations.firstIndex { abs($0 - epsilon) < 1e-6 })
      let ratio = (separations[near + 1] - epsilon) / (separations[near] - epsilon)
      #expect(abs(ratio - exp(-1 / (try theory.correlationDepthScale.get()))) < 2e-3, "\(theory.nonlinearity)")
    }
  }

  @Test("the slope of the correlation map is its difference quotient")
  func slopes() throws {
    for theory in try Self.theories() {
      for c in [-0.4, 0.3, 0.9] {
        let h = 1e-5
        let (up, down) = (
          try theory.correlationMap(c + h, variance: 0.7), try theory.correlationMap(c - h, variance: 0.7)
        )
        // h² times the third derivative, up to 1e2 at c = 0.9, and rounding over h.
        #expect(abs((up - down) / (2 * h) - (try theory.correlationSlope(c, variance: 0.7))) < 5e-8)
      }
    }
  }

  @Test("random networks propagate variances and correlations like the theory, with dropout and without")
  func finiteNetworks() throws {
    let (width, depth, networks) = (256, 4, 60)
    for keep in [1, 0.8] {
      let block: [Layer] =
        [.activation(.tanh)] + (keep < 1 ? [.dropout(keepProbability: keep)] : [])
        + [.dense(weightVariance: 2, biasVariance: 0.2, trainable: true)]
      let architecture = try Architecture(
        layers: [.dense(weightVariance: 2, biasVariance: 0.2, trainable: true), .repeated(count: depth, layers: block)])
      let theory = try architecture.meanField
      // x·x/d = 1 and x·x′/d = 0.6.
      let root = 2.0.squareRoot()
      let inputs = Matrix(rows: 2, columns: 2, elements: [root, 0, 0.6 * root, 0.8 * root])
      var sums = [(variance: [Double], covariance: [Double])](repeating: ([], []), count: depth + 1)
      for index in 0..<networks {
        let seed = Seed(root: 3, experiment: "tests/propagation", purpose: "network \(keep)", index: index)
        let network: FiniteNetwork<Double> = try architecture.finiteWidth(width, outputs: width, inputs: 2, seed: seed)
        let dropout = Seed(root: 3, experiment: "tests/propagation", purpose: "dropout", index: index)
        let trace = try network.trace(inputs, dropout: dropout)
        for (l, z) in (trace.preactivations + [trace.outputs]).enumerated() {
          var (variance, covariance) = (0.0, 0.0)
          for j in 0..<width {
            variance += 0.5 * (z[0, j] * z[0, j] + z[1, j] * z[1, j])
            covariance += z[0, j] * z[1, j]
          }
          sums[l].variance.append(variance / Double(width))
          sums[l].covariance.append(covariance / Double(width))
        }
      }
      let lengths = try theory.lengths(from: 2.2, depth: depth)
      let separations = try theory.separations(from: 1 - 1.4 / 2.2, variance: 2.2, depth: depth)
      for l in 0...depth {
        for (values, expected) in [
          (sums[l].variance, lengths[l]), (sums[l].covariance, lengths[l] * (1 - separations[l])),
        ] {
          let mean = values.reduce(0, +) / Double(networks)
          let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          let error = (square / Double(networks * (networks - 1))).squareRoot()
          // Four standard errors (20 comparisons with fixed seeds), and the bias of a finite width, of the order
          // depth/width.
          #expect(abs(mean - expected) < 4 * error + 2 * Double(l) / Double(width) * lengths[l] / 10, "layer \(l)")
        }
      }
    }
  }

  @Test("what is not a variance, a correlation or a depth is refused")
  func invalid() throws {
    let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: 1, biasVariance: 0.1)
    #expect(throws: MeanFieldFailure.self) { try theory.lengthMap(-1) }
    #expect(throws: MeanFieldFailure.self) { try theory.lengthMap(.nan) }
    #expect(throws: MeanFieldFailure.negativeDepth(-1)) { try theory.lengths(from: 1, depth: -1) }
    #expect(throws: MeanFieldFailure.self) { try theory.correlationMap(1.1, variance: 1) }
    #expect(throws: MeanFieldFailure.self) { try theory.correlationMap(0.5, variance: 0) }
    #expect(throws: MeanFieldFailure.self) { try theory.separations(from: -0.1, variance: 1, depth: 2) }
  }

  @Test("signals that a layer ends have no correlation behind it", arguments: [Nonlinearity.erf, .relu, .tanh])
  func vanished(nonlinearity: Nonlinearity) throws {
    let theory = try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: 0, biasVariance: 0)
    #expect(throws: Absence.varianceVanishes) { try theory.separationMap([0.5], variance: 1) }
    #expect(throws: Absence.varianceVanishes) { try theory.correlationMap(0.5, variance: 1) }
    #expect(throws: Absence.varianceVanishes) { try theory.correlationSlope(0.5, variance: 1) }
    #expect(throws: Absence.varianceVanishes) { try theory.separations(from: 0.5, variance: 1, depth: 2) }
    #expect(try theory.lengths(from: 1, depth: 2) == [1, 0, 0])
  }

  @Test("variances that overflow are infinite, not NaN")
  func overflow() throws {
    let theory = try MeanFieldTheory(nonlinearity: .gelu, weightVariance: 8, biasVariance: 0)
    let lengths = try theory.lengths(from: 1, depth: 1000)
    #expect(lengths[1000] == .infinity && lengths.allSatisfy { !$0.isNaN })
  }
}
