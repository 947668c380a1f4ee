import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness

/// A network and its twin, that has the weights and biases of the last layer with the other sign: means over both have
/// no part that is odd in the initial outputs, which is noise of mean 0.
///
/// Gradient descent in single precision; everything else in double precision.
struct NetworkPair {
  private let networks: [FiniteNetwork<Float>]
  private let task: ExpansionTask
  private let limit: InfiniteKernel
  private let seed: Seed

  init(_ architecture: Architecture, width: Int, task: ExpansionTask, limit: InfiniteKernel, seed: Seed) throws {
    let network = try architecture.finiteWidth(
      width, inputs: task.inputs.columns, seed: seed, parameterisation: .neuralTangent, as: Float.self)
    var twin = network
    let last = twin.parameters.count - 1
    for k in twin.parameters[last].weights.elements.indices { twin.parameters[last].weights.elements[k].negate() }
    for k in twin.parameters[last].biases.indices { twin.parameters[last].biases[k].negate() }
    (networks, self.task, self.limit, self.seed) = ([network, twin], task, limit, seed)
  }

  /// The mean of both over gradient descent.
  func trained(rate: Double, times: [Int]) throws -> Course {
    .mean(try networks.map { try course(of: $0, rate: rate, times: times) })
  }

  private func course(of network: FiniteNetwork<Float>, rate: Double, times: [Int]) throws -> Course {
    let inputs = Matrix<Float>(task.inputs)
    let trainer = try Trainer(
      network, inputs: Matrix<Float>(task.trainingInputs),
      targets: Matrix<Float>(Matrix(rows: task.training, columns: 1, elements: task.targets)),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate)),
      seed: seed, threads: 1)
    let kernel = Matrix<Double>(try network.tangentKernel(of: inputs, outputs: 0..<1))
    var linear = LinearDescent(
      start: Matrix<Double>(try network(inputs)).elements, targets: task.targets, kernel: kernel, limit: limit.matrix,
      rate: rate)
    let start = try limit.eigenvalues(of: task.trained(kernel)).along
    var (course, last) = (Course(), 0)
    for time in times {
      linear.descend(steps: time - last)
      trainer.run(steps: time - last)
      last = time
      let outputs = Matrix<Double>(try trainer.outputs(for: inputs)).elements
      let now = Matrix<Double>(try trainer.network.tangentKernel(of: inputs, outputs: 0..<1))
      let (largest, along) = try limit.eigenvalues(of: task.trained(now))
      course.append(
        drifts: [
          .meanKernel: linear.response, .fluctuations: linear.beyondResponse,
          .movement: zip(outputs, linear.own).map { $0 - $1 },
        ],
        kernel: zip(task.entries(now), task.entries(limit.matrix)).map { $0 - $1 },
        eigenvalue: largest - limit.largestEigenvalue, repulsion: largest - along,
        largestRate: 2 / largest - 2 / limit.largestEigenvalue + limit.firstOrderOfRate(along: start))
    }
    return course
  }
}
