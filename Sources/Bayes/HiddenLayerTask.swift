import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness

/// A network with one hidden ReLU layer fitted to one training set in one of two ways.
struct HiddenLayerTask {
  let architecture: Architecture
  let inputs, targets, testInputs, testTargets: Matrix<Double>
  let seed: Seed

  struct Scores: Sendable {
    let trainingError, testError, accuracy: Double

    fileprivate init(trainingError: Double, test: Evaluation) {
      (self.trainingError, testError, accuracy) = (trainingError, test.meanSquaredError, test.accuracy)
    }
  }

  /// Random hidden units; the readout V = Φ⁺ Y, of all that fit best the one of least norm.
  ///
  /// With the smaller of the Gram matrices Φ Φᵀ and Φᵀ Φ. Eigenvalues below 1e-11 of the largest count as 0: float64
  /// knows them to about 1e-13 of it.
  /// - Complexity: 4 min(n, H)³ + n H min(n, H) multiply-adds.
  func readout(width: Int) throws -> Scores {
    let network = try architecture.finiteWidth(
      width, outputs: targets.columns, inputs: inputs.columns, seed: seed)
    func features(_ x: Matrix<Double>) throws -> Matrix<Double> { try network.trace(x).lastHidden ?? x }
    let (own, test) = (try features(inputs), try features(testInputs))
    let weights: Matrix<Double>  // [H, k]
    if width < inputs.rows {
      let columns = own.transposed
      weights = try Self.inverse(columns.multiplied(byTransposeOf: columns)).multiplied(by: columns).multiplied(
        by: targets)
    } else {
      let dual = try Self.inverse(own.multiplied(byTransposeOf: own)).multiplied(by: targets)
      weights = own.transposed.multiplied(by: dual)
    }
    func evaluation(_ features: Matrix<Double>, _ targets: Matrix<Double>) -> Evaluation {
      Evaluation(outputs: features.multiplied(by: weights), targets: targets)
    }
    return Scores(trainingError: evaluation(own, targets).meanSquaredError, test: evaluation(test, testTargets))
  }

  /// The pseudo-inverse of a symmetric positive matrix.
  private static func inverse(_ matrix: Matrix<Double>) throws -> Matrix<Double> {
    let decomposition = try SymmetricEigendecomposition(matrix)
    let values = decomposition.eigenvalues
    let floor = 1e-11 * (values.last ?? 0)
    var scaled = decomposition.eigenvectors
    for i in 0..<scaled.rows {
      let factor = values[i] > floor ? 1 / values[i].squareRoot() : 0
      for j in 0..<scaled.columns { scaled[i, j] *= factor }
    }
    let columns = scaled.transposed
    return columns.multiplied(byTransposeOf: columns)
  }

  /// Full-batch Adam in standard parameterisation, the rate falling to 0 so that the end is a fit and not a
  /// fluctuation. A step moves a preactivation by up to rate × Σ|x| ≈ 0.2, which does not put out a unit at once.
  func bothLayers(width: Int, steps: Int, initialRate: Double) throws -> Scores {
    let network = try architecture.finiteWidth(
      width, outputs: targets.columns, inputs: inputs.columns, seed: seed, as: Float.self)
    let trainer = try Trainer(
      network, inputs: Matrix<Float>(inputs), targets: Matrix<Float>(targets),
      settings: TrainingSettings(
        loss: .meanSquaredError, optimiser: .adam(), learningRate: .cosine(initial: initialRate, steps: steps)),
      seed: seed, threads: 1)
    trainer.run(steps: steps)
    return Scores(
      trainingError: trainer.lastLoss,
      test: try trainer.evaluate(Matrix<Float>(testInputs), Matrix<Float>(testTargets)))
  }
}
