import MeanField
import Nonlinearities
import Plotting

/// The critical line χ₁ = 1 over the bias variances of the paper's figures, as a dotted guide.
struct CriticalCurve: Sendable {
  let weightVariances: [Double]
  let biasVariances: [Double]

  init(_ nonlinearity: Nonlinearity) throws {
    let line = CriticalLine(nonlinearity)
    // The line of tanh leaves (1, 0) steeply: points are closer there.
    biasVariances = (0...32).map { 2.1 * Double($0 * $0) / 1024 }
    weightVariances = try biasVariances.map { try line.weightVariance(biasVariance: $0) }
  }

  func guide(label: String = "") -> Layer {
    .guide(x: weightVariances, y: biasVariances, label: label, colour: .black, dash: .dotted, width: 2)
  }
}
