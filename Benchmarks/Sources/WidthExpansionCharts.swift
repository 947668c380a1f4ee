import Architectures
import LinearAlgebra
import Nonlinearities
import WidthExpansion

extension Chart {
  /// All statistics of order 1/n of 16 inputs behind five hidden layers.
  static let widthExpansion = Chart(title: "Order 1/n, 16 inputs, five hidden layers") { _ in
    let numbers = (0..<16 * 24).map { (place: Int) -> Double in
      let residue = (7 * place * place + 3 * place) % 101
      return Double(residue) / 50 - 1
    }
    let inputs = Matrix(rows: 16, columns: 24, elements: numbers)
    // Fours of 16 inputs in whatever order.
    let fours = 5 * 16 * 17 * 18 * 19 / 24
    return try [Nonlinearity.erf, .tanh].map { nonlinearity in
      let network = Architecture.fullyConnected(
        depth: 5, nonlinearity: nonlinearity, weightVariance: 1.5, biasVariance: 0.1)
      let time = try Measurement(runs: 1) { _ = try WidthExpansion(network, inputs: inputs) }
      return Figure(
        name: nonlinearity.name, value: time.seconds, unit: "s", limit: .atMost(60),
        ratio: "\(Table.number(time.processorSeconds / Double(fours) * 1e3)) ms of one core for the moments of four")
    }
  }
}
