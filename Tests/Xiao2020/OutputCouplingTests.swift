import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Testing
import Xiao2020

@Suite("The coupling of two outputs of a finite network")
struct OutputCouplingTests {
  /// Θ_ij of finite erf networks, averaged over pairs of images, beside Θ_ii: its deviation over networks and pairs of
  /// outputs against the formula's. 40 networks with 6 outputs have 600 pairs, of which those of one network are
  /// uncorrelated; their root mean square is known to 3 %, to 4 % with the fourth moments of a product. First order in
  /// depth/width leaves 5 % open at 4/256, and pairs of pairs that share an image 5 %.
  @Test(arguments: [1.25, 1.76, 2.5]) func isThatOfFiniteNetworks(weightVariance: Double) throws {
    let (bias, depth, width, outputs, images) = (0.186, 4, 256, 6, 80)
    let (correlation, features) = (0.3, 81)
    // |x|² = d, and products of two are 0.3 d.
    let (apart, common) = (
      (Double(features) * (1 - correlation)).squareRoot(), (Double(features) * correlation).squareRoot()
    )
    var inputs = Matrix<Float>(rows: images, columns: features)
    for i in 0..<images { (inputs[i, i], inputs[i, features - 1]) = (Float(apart), Float(common)) }
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: bias, trainable: true)
    let architecture = try Architecture(
      layers: [dense, .repeated(count: depth, layers: [.activation(.erf), dense])])
    var (squares, own, count) = (0.0, 0.0, 0.0)
    let networks = 40
    for number in 0..<networks {
      let network = try architecture.finiteWidth(
        width, outputs: outputs, inputs: features,
        seed: Seed(root: 1, experiment: "", purpose: "parameters", index: number), parameterisation: .neuralTangent,
        as: Float.self)
      let kernel = try network.fullTangentKernel(inputs)
      func mean(_ a: Int, _ b: Int) -> Double {
        var sum = 0.0
        for i in 0..<images {
          for j in 0..<images where j != i { sum += Double(kernel[i * outputs + a, j * outputs + b]) }
        }
        return sum / Double(images * (images - 1))
      }
      for a in 0..<outputs {
        own += mean(a, a) / Double(outputs * networks)
        for b in 0..<a {
          squares += mean(a, b) * mean(a, b)
          count += 1
        }
      }
    }
    let expected = OutputCoupling(
      weightVariance: weightVariance, biasVariance: bias, correlation: correlation, depth: depth, width: width)
    let found = (squares / count).squareRoot() / own
    #expect((found / expected.standardDeviation - 1).magnitude < 3 * 0.04 + 0.1, "\(found), \(expected)")
  }

  /// Deviations are O(1/√N).
  @Test func fallsWithTheWidth() {
    func deviation(_ width: Int) -> Double {
      OutputCoupling(weightVariance: 1.76, biasVariance: 0.186, correlation: 0.04, depth: 10, width: width)
        .standardDeviation
    }
    #expect((deviation(100) / deviation(400) - 2).magnitude < 1e-12)
  }
}
