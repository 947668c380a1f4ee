import Architectures
import FiniteWidth
import LinearAlgebra
import MeanField
import Nonlinearities
import Randomness

/// Random networks of equal layers, whose read-in keeps the inputs' variances: x with x·x/d = q has preactivations of
/// variance q.
package struct EqualLayerNetwork: Sendable {
  package let nonlinearity: Nonlinearity
  package let weightVariance: Double
  package let biasVariance: Double
  package let depth: Int
  package let width: Int

  package init(
    nonlinearity: Nonlinearity = .tanh, weightVariance: Double, biasVariance: Double, depth: Int, width: Int
  ) {
    (self.nonlinearity, self.weightVariance, self.biasVariance) = (nonlinearity, weightVariance, biasVariance)
    (self.depth, self.width) = (depth, width)
  }

  package func theory() throws -> MeanFieldTheory {
    try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
  }

  /// A network with `outputs` outputs; nil for as many as a hidden layer has units.
  package func network(inputs: Int, outputs: Int? = nil, seed: Seed) throws -> FiniteNetwork<Double> {
    let hidden: [Architectures.Layer] = [
      .activation(nonlinearity), .dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true),
    ]
    let architecture = try Architecture(
      layers: [.dense(weightVariance: 1, biasVariance: 0, trainable: true), .repeated(count: depth, layers: hidden)])
    return try architecture.finiteWidth(width, outputs: outputs ?? width, inputs: inputs, seed: seed)
  }

  /// z⁰ … z^depth of one network for inputs [n, d], each [n, width]: z⁰ of the read-in, z^depth the outputs.
  package func preactivations(_ inputs: Matrix<Double>, seed: Seed) throws -> [Matrix<Double>] {
    let trace = try network(inputs: inputs.columns, seed: seed).trace(inputs)
    return trace.preactivations + [trace.outputs]
  }

  /// Σ z_i z_i′/width of rows i and j.
  package static func secondMoment(_ z: Matrix<Double>, _ i: Int, _ j: Int) -> Double {
    zip(z.row(i), z.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / Double(z.columns)
  }

  package static func correlation(_ z: Matrix<Double>, _ i: Int, _ j: Int) -> Double {
    secondMoment(z, i, j) / (secondMoment(z, i, i) * secondMoment(z, j, j)).squareRoot()
  }

  /// 1 − c of rows i and j, from the difference of the unit vectors, which keeps its precision near c = 1.
  package static func separation(_ z: Matrix<Double>, _ i: Int, _ j: Int) -> Double {
    let scales = (
      1 / (secondMoment(z, i, i)).squareRoot(), 1 / (secondMoment(z, j, j)).squareRoot()
    )
    let gaps = zip(z.row(i), z.row(j)).reduce(0.0) { sum, pair in
      let gap = pair.0 * scales.0 - pair.1 * scales.1
      return sum + gap * gap
    }
    return 0.5 * gaps / Double(z.columns)
  }
}
