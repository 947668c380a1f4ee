import Foundation
import Randomness

/// Networks as `Priors` draws them, one at a time.
struct PriorNetworks: Sendable {
  let prior: WeightPrior
  let depth, width: Int
  let settings: Priors.Settings

  struct Draw: Sendable {
    /// u of the first output.
    let scale: Double
    /// Outputs at the input, each by its own last weights.
    let outputs: [Double]
  }

  /// - Complexity: width · (outputs + 1) draws, and width² for each layer after the first.
  func draw(seed: Seed) -> Draw {
    var generator = CounterBasedGenerator(seed: seed)
    var features = (0..<width).map { _ in max(0, generator.normal()) }
    for _ in 1..<depth {
      let squares = features.map { 2 * $0 * $0 / Double(width) }
      features = (0..<width).map { _ in max(0, preactivation(squares, &generator).value) }
    }
    let squares = features.map { 2 * $0 * $0 / Double(width) }
    switch prior {
    case .normal, .laplace:
      let draws = (0..<settings.outputs).map { _ in preactivation(squares, &generator) }
      return Draw(scale: draws[0].variance, outputs: draws.map(\.value))
    case .scaleMixture:
      let draws = (0..<settings.outputs).map { _ in preactivation(squares, &generator).value }
      // Gamma(ν/2, ν/2): the mean square of ν standard normals.
      let degrees = settings.degreesOfFreedom
      let normals = (0..<degrees).map { _ in generator.normal() }
      let scale = (normals.reduce(0) { $0 + $1 * $1 } / Double(degrees)).squareRoot()
      return Draw(scale: squares.reduce(0, +), outputs: draws.map { $0 / scale })
    case .stable:
      let index = settings.stableIndex
      let size = Double(width) * WeightPrior.featureMoment(index)
      let outputs = (0..<settings.outputs).map { _ in
        features.reduce(0.0) { $1 > 0 ? $0 + StableLaw.draw(index: index, &generator) * $1 : $0 }
      }
      let divisor = pow(size, 1 / index)
      return Draw(scale: features.reduce(0) { $0 + pow($1, index) } / size, outputs: outputs.map { $0 / divisor })
    }
  }

  /// Σ w_i φ_i √(2/n) with weights of its own, from the squares 2 φ_i²/n, and its variance given what is left: that of
  /// Laplace weights w = √E g, E exponential and g normal, is Σ E_i of the squares.
  private func preactivation(
    _ squares: [Double], _ generator: inout CounterBasedGenerator
  ) -> (value: Double, variance: Double) {
    var (value, variance) = (0.0, 0.0)
    for square in squares where square > 0 {
      let own = prior == .laplace ? -log(1 - generator.uniform()) * square : square
      variance += own
      value += own.squareRoot() * generator.normal()
    }
    return (value, variance)
  }
}
