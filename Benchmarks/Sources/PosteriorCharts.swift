import Architectures
import FiniteWidth
import LinearAlgebra
import Platform
import Randomness

extension Chart {
  /// Steps of chains of the exact posterior, two of them side by side on two cores.
  static let posterior = Chart(title: "Chains of a posterior, width 256, two hidden layers, 20 data") { _ in
    let inputs = Matrix(
      rows: 20, columns: 49,
      elements: (0..<20 * 49).map { (place: Int) -> Double in
        let residue = (7 * place * place + 3 * place) % 101
        return Double(residue) / 50 - 1
      })
    let posterior = try NetworkPosterior(
      .fullyConnected(depth: 2, nonlinearity: .erf, weightVariance: 1.5, biasVariance: 0.2), width: 256,
      inputs: inputs, targets: Matrix(rows: 20, columns: 1, elements: (0..<20).map { $0 % 3 == 0 ? 1 : -1 }),
      noiseVariance: 0.1)
    let steps = 4_000
    return try [("Crank–Nicolson", PosteriorChain.Move.crankNicolson(0.25)), ("Langevin", .langevin(0.25))].map {
      name, move in
      let time = try Measurement(runs: 1, warmUp: false) {
        _ = try Parallel.map(count: Device.current.threads) { number in
          var chain = try PosteriorChain(
            posterior, move, seed: Seed(root: 0, experiment: "benchmark", purpose: "chain", index: number))
          for _ in 0..<steps { try chain.advance() }
          return chain.accepted
        }
      }
      let all = Double(steps * Device.current.threads)
      return Figure(
        name: name, value: all / time.seconds * 60, unit: "steps a minute", limit: .atLeast(1e5),
        ratio: "\(Table.number(time.processorSeconds / all * 1e6)) µs of one core a step")
    }
  }
}
