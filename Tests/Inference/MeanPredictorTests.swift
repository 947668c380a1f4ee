import Inference
import LinearAlgebra
import Testing

@Suite("Mean predictor") struct MeanPredictorTests {
  let example = FlowExample()

  @Test("P(Θ) Θ = Θ*, in both precisions", arguments: [MeanPredictor.Precision.double, .single])
  func invertsTheKernel(precision: MeanPredictor.Precision) throws {
    let predictor = try MeanPredictor(factoring: example.kernel, precision: precision)
    let product = predictor.matrix(crossKernel: example.crossKernel).multiplied(by: example.kernel)
    // n ε κ times the numbers' size, κ < 100 and entries below 5.
    let bound = precision == .double ? 1e-12 : 1e-3
    for (found, expected) in zip(product.elements, example.crossKernel.elements) {
      #expect(abs(found - expected) < bound)
    }
    if precision == .single { #expect(product != example.crossKernel) }
  }

  @Test("P(Θ) Y from weights is P(Θ) times Y", arguments: [MeanPredictor.Precision.double, .single])
  func weightsAgree(precision: MeanPredictor.Precision) throws {
    let predictor = try MeanPredictor(factoring: example.kernel, precision: precision)
    let direct = predictor.matrix(crossKernel: example.crossKernel).multiplied(by: example.targets)
    let weights = try predictor.weights(targets: example.targets)
    let found = predictor.predictions(crossKernel: example.crossKernel, weights: weights)
    let bound = precision == .double ? 1e-12 : 1e-3
    for (a, b) in zip(found.elements, direct.elements) { #expect(abs(a - b) < bound) }
  }

  @Test("a kernel singular in float32 is refused there and not in float64")
  func singular() throws {
    var kernel = Matrix<Double>(rows: 20, columns: 20, repeating: 1)
    for i in 0..<20 { kernel[i, i] += 1e-8 }
    #expect(throws: CholeskyFactor.Obstacle.self) { try MeanPredictor(factoring: kernel, precision: .single) }
    _ = try MeanPredictor(factoring: kernel, precision: .double)
    #expect(throws: DynamicsError.targetsDiffer(inputs: 20, targets: 2)) {
      try MeanPredictor(kernel: kernel).weights(targets: Matrix(rows: 2, columns: 1))
    }
  }

  @Test("what is no kernel is refused")
  func refusals() throws {
    #expect(throws: DynamicsError.tooFewInputs(count: 0, least: 1)) {
      try MeanPredictor(kernel: Matrix(rows: 0, columns: 0))
    }
    #expect(throws: DynamicsError.notSquare(rows: 2, columns: 3)) {
      try MeanPredictor(kernel: Matrix(rows: 2, columns: 3))
    }
    for place in [(0, 0), (1, 2)] {
      var kernel = example.kernel
      kernel[place.0, place.1] = .nan
      kernel[place.1, place.0] = .nan
      #expect(throws: (any Error).self) { try MeanPredictor(kernel: kernel) }
    }
    // No input can be told from another: nothing is predicted.
    let zero = try MeanPredictor(kernel: Matrix(rows: 3, columns: 3))
    #expect(zero.matrix(crossKernel: Matrix(rows: 1, columns: 3)).elements == [0, 0, 0])
  }
}
