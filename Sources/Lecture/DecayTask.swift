import Architectures
import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Suite

/// Points of a curve that a homogeneous network learns under weight decay: ReLU without biases, the input x beside a 1.
struct DecayTask: Sendable {
  private let settings: DecayRates.Settings
  private let architecture: Architecture
  /// (x, 1) of the points and behind them of other places.
  private let positions: Matrix<Double>
  /// Θ(x, X) of all positions.
  private let kernel: Matrix<Double>
  /// λ_max of Θ(X, X).
  let largest: Double

  /// - Throws: `InfiniteWidthError`, `SymmetricEigendecomposition.Obstacle`.
  init(_ settings: DecayRates.Settings, places: [Double] = [], threads: Int) throws {
    self.settings = settings
    architecture = .fullyConnected(
      depth: settings.hiddenLayers, nonlinearity: .relu, weightVariance: settings.weightVariance, biasVariance: 0)
    let all = settings.inputs + places
    positions = Matrix(rows: all.count, columns: 2, elements: all.flatMap { [$0, 1] })
    let count = settings.inputs.count
    let points = Matrix(rows: count, columns: 2, elements: Array(positions.elements.prefix(2 * count)))
    kernel = try architecture.infiniteWidth.both(
      of: VectorPairs(rows: positions, columns: points), threads: threads
    ).ntk
    largest = try KernelModes(
      Matrix(rows: count, columns: count, elements: Array(kernel.elements.prefix(count * count)))
    ).largest
  }

  private var count: Int { settings.inputs.count }

  /// The learning rate, and λ of the penalty that does a step's decay.
  func step(_ rule: DecayRule, inverseRate: Int) -> (rate: Double, decay: Double) {
    let rate = 1 / (Double(inverseRate) * largest)
    return (rate, rule == .penalty ? settings.decay * largest : settings.decayShare / rate)
  }

  /// A network's outputs at all positions, look by look.
  /// - Parameter sign: of the targets that it learns.
  /// - Throws: `FiniteWidthFailure`.
  func outputs(
    _ rule: DecayRule, inverseRate: Int, width: Int, seed: Seed, sign: Double = 1
  ) throws -> [[Double]] {
    let step = step(rule, inverseRate: inverseRate)
    let inputs = Matrix<Float>(positions)
    let points = Matrix<Float>(rows: count, columns: 2, elements: Array(inputs.elements.prefix(2 * count)))
    let network = try architecture.finiteWidth(
      width, inputs: 2, seed: seed, parameterisation: .neuralTangent, as: Float.self)
    let trainer = try Trainer(
      network, inputs: points, targets: LineTask.column(settings.targets.map { Float(sign * $0) }),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(step.rate),
        weightDecay: step.decay), seed: seed, threads: 1)
    return try (0...settings.looks).map { look in
      if look > 0 { trainer.run(steps: settings.interval(rule, inverseRate)) }
      return try trainer.outputs(for: inputs).elements.map(Double.init)
    }
  }

  /// The fit of half the difference of a network that learns Y and of the same network that learns −Y, look by look:
  /// in the limit it is that of a network with f₀ = 0.
  /// - Throws: `FiniteWidthFailure`.
  func learntFits(_ rule: DecayRule, inverseRate: Int, width: Int, seed: Seed) throws -> [Double] {
    let fits = try [1.0, -1].map { sign in
      try outputs(rule, inverseRate: inverseRate, width: width, seed: seed, sign: sign).map(fit)
    }
    return zip(fits[0], fits[1]).map { 0.5 * ($0 - $1) }
  }

  /// The same in the limit.
  func limitFits(_ rule: DecayRule, inverseRate: Int) -> [Double] {
    limit(rule, inverseRate: inverseRate, start: [Double](repeating: 0, count: positions.rows)).map(fit)
  }

  /// What the limit makes of a beginning: `DecayRates` has the recursion.
  /// - Parameter start: f₀ at all positions.
  func limit(_ rule: DecayRule, inverseRate: Int, start: [Double]) -> [[Double]] {
    let (rate, decay) = step(rule, inverseRate: inverseRate)
    let kept = 1 - rate * decay
    func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * base } }
    let (outputFactor, kernelFactor) = (
      power(kept, settings.hiddenLayers + 1), power(kept, 2 * settings.hiddenLayers)
    )
    var (outputs, shrunk, looks) = (start, 1.0, [start])
    for _ in 0..<settings.looks {
      for _ in 0..<settings.interval(rule, inverseRate) {
        let gaps = zip(outputs, settings.targets).map { $0 - $1 }
        for x in outputs.indices {
          let move = (0..<count).reduce(0) { $0 + kernel[x, $1] * gaps[$1] }
          outputs[x] = outputFactor * (outputs[x] - rate / kept * shrunk * move)
        }
        shrunk *= kernelFactor
      }
      looks.append(outputs)
    }
    return looks
  }

  /// Σ f·y/Σ y² over the points.
  func fit(_ outputs: [Double]) -> Double {
    TrainingLimit.product(outputs, settings.targets) / TrainingLimit.product(settings.targets, settings.targets)
  }
}
