import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Nonlinearities
import Randomness
import Testing

@Suite struct ForwardPassTests {
  /// f(x) = W₂ φ(W₁ x + b₁) + b₂ written out, residuals included.
  @Test func theOutputsAreTheFormula() throws {
    let network = try Architecture {
      Dense(weightVariance: 1.3, biasVariance: 0.2)
      Residual {
        Tanh()
        Dense(weightVariance: 0.8, biasVariance: 0.1)
      }
      ReLU()
      Dense(weightVariance: 1.1, biasVariance: 0.4)
    }.finiteWidth(6, outputs: 2, inputs: 3, seed: seed)
    let x = inputs(4, 3)
    let f = try network(x)
    func dense(_ index: Int, _ h: [Double]) -> [Double] {
      let layer = network.parameters[index]
      return layer.biases.indices.map { j in
        h.indices.reduce(layer.biases[j]) { $0 + h[$1] * layer.weights[$1, j] }
      }
    }
    for i in 0..<4 {
      let z = dense(0, Array(x.row(i)))
      let sum = zip(z, dense(1, z.map { tanh($0) })).map { $0 + $1 }
      let expected = dense(2, sum.map { max($0, 0) })
      // A dozen roundings of numbers of order one.
      for k in 0..<2 { #expect(abs(f[i, k] - expected[k]) < 1e-14) }
    }
  }

  @Test func aTraceHasTheOutputsAndWhatLiesBetween() throws {
    let x = inputs(5, 3)
    for architecture in try samples() {
      let network = try architecture.finiteWidth(16, outputs: 2, inputs: 3, seed: seed)
      let trace = try network.trace(x)
      #expect(trace.outputs == (try network(x)))
      #expect(trace.outputs.columns == 2 && trace.outputs.rows == 5)
    }
    let network = try FiniteNetworkTests.network.finiteWidth(16, outputs: 2, inputs: 3, seed: seed)
    let trace = try network.trace(x)
    #expect(trace.preactivations.map(\.columns) == [16, 16])
    let hidden = try #require(trace.lastHidden)
    // The loop's tanh is within three units of the last place.
    #expect(hidden.elements.count == trace.preactivations[1].elements.count)
    #expect(zip(hidden.elements, trace.preactivations[1].elements).allSatisfy { abs($0 - tanh($1)) < 4e-16 })
    let moments = try #require(trace.lastHiddenSecondMoments)
    let expected = (0..<16).reduce(0) { $0 + hidden[3, $1] * hidden[4, $1] } / 16
    #expect(abs(moments[3, 4] - expected) < 1e-15)
    #expect(abs(moments[4, 3] - expected) < 1e-15)
  }

  /// The worst relative error of single precision: a sum of m rounded products is off by about √m · 2⁻²⁴ of its terms'
  /// root sum of squares, here m = 200 in three layers: 3 √200 · 6e-8 = 2.5e-6; and the worst of 40 outputs four times
  /// that.
  @Test func floatAgreesWithDouble() throws {
    for architecture in try samples() {
      let double = try architecture.finiteWidth(200, outputs: 8, inputs: 10, seed: seed)(inputs(5, 10))
      let float = try architecture.finiteWidth(200, outputs: 8, inputs: 10, seed: seed, as: Float.self)(
        inputs(5, 10, as: Float.self))
      let scale = (double.elements.reduce(0) { $0 + $1 * $1 } / 40).squareRoot()
      let worst = zip(double.elements, float.elements).map { abs($0 - Double($1)) }.max() ?? .infinity
      #expect(worst < 1e-5 * scale)
    }
  }

  @Test func dropoutKeepsTheMeanAndIsAbsentFromPrediction() throws {
    let network = try Architecture {
      Dense(weightVariance: 0, biasVariance: 1)
      Dropout(keepProbability: 0.25)
    }.finiteWidth(1, outputs: 40_000, inputs: 1, seed: seed)
    let x = Matrix<Double>(rows: 2, columns: 1, repeating: 1)
    let whole = try network(x)
    let dropped = try network(x, dropout: seed)
    let kept = dropped.elements.filter { $0 != 0 }.count
    // Binomial with 80,000 trials: standard deviation √(80,000 · 1/4 · 3/4) = 122; five of them.
    #expect(abs(kept - 20_000) < 612)
    for (a, b) in zip(dropped.elements, whole.elements) { #expect(a == 0 || a == 4 * b) }
    #expect(dropped == (try network(x, dropout: seed)))
    #expect(dropped.row(0).map { $0 == 0 } != dropped.row(1).map { $0 == 0 })
  }

  @Test func inputsOfAnotherLengthAreRefused() throws {
    let network = try FiniteNetworkTests.network.finiteWidth(4, inputs: 3, seed: seed)
    #expect(throws: FiniteWidthFailure.wrongInputs(expected: 3, found: 5)) { try network(inputs(2, 5)) }
    #expect(throws: FiniteWidthFailure.wrongInputs(expected: 3, found: 5)) { try network.trace(inputs(2, 5)) }
    #expect(try network(Matrix(rows: 0, columns: 3)).elements.isEmpty)
  }
}
