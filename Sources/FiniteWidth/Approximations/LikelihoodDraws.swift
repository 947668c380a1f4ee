import Foundation
import Platform
import Randomness

/// Weights θ = μ + s ε with ε ~ N(0, I), and the gradient of log p(y | θ), in memory taken once.
final class LikelihoodDraws {
  private let posterior: WeightPosterior
  private let evaluation: WhitenedEvaluation<Float>
  private let targets: [Float]
  let normals, deviations, gradient: UnsafeMutablePointer<Float>
  private let parameters: UnsafeMutablePointer<Float>
  private let memory: FlatMemory<Float>
  private let count: Int

  init(_ posterior: WeightPosterior) {
    self.posterior = posterior
    count = posterior.parameterCount
    evaluation = WhitenedEvaluation(posterior, inputs: posterior.inputs)
    targets = posterior.targets.map { Float($0) }
    let memory = FlatMemory<Float>(pieces: Array(repeating: count, count: 4))
    (normals, deviations) = (memory.take(count), memory.take(count))
    (gradient, parameters) = (memory.take(count), memory.take(count))
    self.memory = memory
  }

  /// ε number `number` of the generator.
  func draw(_ generator: CounterBasedGenerator, number: Int) {
    generator.fillNormals(UnsafeMutableBufferPointer(start: normals, count: count), from: UInt64(number * count))
  }

  /// θ = μ ± s ε, with log s given.
  func place(_ means: UnsafePointer<Float>, _ logarithms: UnsafePointer<Float>, _ sign: Float) {
    for p in 0..<count {
      deviations[p] = Float.exponential(logarithms[p])
      parameters[p] = means[p] + sign * deviations[p] * normals[p]
    }
  }

  func takeGradient() {
    gradient.update(repeating: 0, count: count)
    targets.withUnsafeBufferPointer { targets in
      guard let targets = targets.baseAddress else { return }
      evaluation.addLikelihoodGradient(
        parameters, targets: targets, factor: Float(1 / posterior.noiseVariance), to: gradient)
    }
  }

  /// log p(y | θ), its constant included.
  var logLikelihood: Double {
    let outputs = evaluation.forward(parameters)
    let square = targets.indices.reduce(0.0) { sum, i in
      let apart = Double(targets[i]) - Double(outputs[i])
      return sum + apart * apart
    }
    return -0.5 * (square / posterior.noiseVariance + Double(targets.count) * log(2 * .pi * posterior.noiseVariance))
  }
}
