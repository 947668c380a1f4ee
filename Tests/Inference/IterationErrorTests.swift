import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

/// What an iteration leaves, output by output.
@Suite struct IterationErrorTests {
  private static let (n, noise) = (100, 1e-2)

  private let kernel: Matrix<Double>
  /// sin x and y of the points.
  private let targets: Matrix<Double>

  init() {
    var random = SplitMix64(seed: 7)
    let points = random.normalMatrix(rows: Self.n, columns: 2)
    var kernel = Matrix<Double>(rows: Self.n, columns: Self.n)
    for i in 0..<Self.n {
      for j in 0..<Self.n {
        let distance = zip(points.row(i), points.row(j)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        kernel[i, j] = exp(-distance / 4) + 0.5
      }
    }
    self.kernel = kernel
    targets = Matrix(
      rows: Self.n, columns: 2, elements: (0..<Self.n).flatMap { [sin(points[$0, 0]) + 0.2, points[$0, 1]] })
  }

  /// u of all inputs but the first.
  private var components: [Double] { (1..<Self.n).map { kernel[$0, 0] / kernel[0, 0].squareRoot() } }

  /// What the first input leaves of the others' kernel.
  private var anchored: Matrix<Double> {
    let u = components
    var rest = Matrix<Double>(rows: u.count, columns: u.count)
    for i in u.indices { for j in u.indices { rest[i, j] = kernel[i + 1, j + 1] - u[i] * u[j] } }
    return rest
  }

  /// With the first input taken out, or as it is.
  private func posterior(
    _ targets: Matrix<Double>, residual: Double, isAnchored: Bool = false
  ) throws -> CheckedPosterior {
    var generator = SplitMix64(seed: 1)
    let settings = ConjugateGradients(rank: 8, limits: .init(residual: residual))
    guard isAnchored else {
      let problem = CheckedPosterior.Problem(targets: targets, noise: .given(Self.noise), meanDiagonal: 1.5)
      return try CheckedPosterior(problem, matrix: DenseOperator(kernel), settings, using: &generator)
    }
    let (n, root, u, rest) = (Self.n, kernel[0, 0].squareRoot(), components, anchored)
    let problem = CheckedPosterior.Problem(
      targets: Matrix(rows: n - 1, columns: 2, elements: Array(targets.elements[2...])), noise: .given(Self.noise),
      meanDiagonal: 1.5, anchor: Anchor(root: root, targets: Array(targets.row(0)), components: u))
    return try CheckedPosterior(problem, matrix: DenseOperator(rest), settings, using: &generator)
  }

  private func scaled(_ factors: [Double]) -> Matrix<Double> {
    var result = targets
    for i in 0..<Self.n { for c in 0..<2 { result[i, c] *= factors[c] } }
    return result
  }

  /// ‖t − A w‖ of each, of whatever size; one output's says nothing of the other's means.
  @Test(arguments: [1, 1e-8, 1e9]) func anOutputHasItsOwnRemainder(factor: Double) throws {
    let (plain, other) = (try posterior(targets, residual: 1e-6), try posterior(scaled([1, factor]), residual: 1e-6))
    for (c, scale) in [1, factor].enumerated() {
      let length = targets.transposed.norm(ofRow: c) * scale
      #expect(other.parts.remainders[c] > 0 && other.parts.remainders[c] <= 1e-6 * length)
    }
    // Steps may be more or fewer by one.
    let ratio = other.parts.iterationError / plain.parts.iterationError
    #expect(ratio > 1e-2 && ratio < 1e2, "\(ratio)")
    func digits(_ posterior: CheckedPosterior) throws -> Int {
      var accuracy = PredictionAccuracy()
      _ = try posterior.predict(crossKernel: kernel, testVariances: kernel.diagonal, accuracy: &accuracy)
      return accuracy.meanDigits
    }
    #expect(abs(try digits(plain) - digits(other)) <= 2)
  }

  /// ‖t − β u − A w‖ and u_r |δβ|, of β beside that of an iteration to the end.
  @Test(arguments: [0.5, 1e-1, 1e-2, 1e-3]) func anErrorOfTheAnchorsPartIsCountedIn(residual: Double) throws {
    let found = try posterior(targets, residual: residual, isAnchored: true).parts
    let exact = try posterior(targets, residual: 1e-13, isAnchored: true).parts
    let (anchor, other) = (try #require(found.anchor), try #require(exact.anchor))
    let factor = found.kernelUnit
    let (u, products) = (components, found.weights.multiplied(by: anchored))
    for c in 0..<2 {
      var rest = Matrix<Double>(rows: 1, columns: u.count)
      for j in u.indices {
        let own = factor * (products[c, j] + Self.noise * found.weights[c, j])
        rest[0, j] = targets[j + 1, c] - anchor.slopes[c] * anchor.components[j] - own
      }
      let difference = anchor.root * abs(anchor.slopes[c] - other.slopes[c])
      #expect(difference > 1e-9 && found.remainders[c] >= rest.norm(ofRow: 0) + difference - 1e-11)
    }
  }

  /// Squares of such targets have no number.
  @Test(arguments: [1e-200, 1e180], [false, true]) func targetsOfAnySize(scale: Double, isAnchored: Bool) throws {
    let plain = try posterior(targets, residual: 1e-9, isAnchored: isAnchored).parts
    let found = try posterior(scaled([scale, scale]), residual: 1e-9, isAnchored: isAnchored).parts
    for (a, b) in zip(found.weights.elements, plain.weights.elements) {
      // τ ‖t‖/σ_ε² of both.
      #expect(abs(a / scale - b) <= 2 * 1e-9 * 20 / Self.noise)
    }
    #expect(found.iterationError > 0 && found.iterationError < 1e-6)
  }

  /// Of a factor nothing is left.
  @Test func aFactorLeavesNothing() throws {
    let problem = CheckedPosterior.Problem(targets: targets, noise: .given(Self.noise), meanDiagonal: 1.5)
    let parts = try CheckedPosterior(problem, kernel: kernel).parts
    #expect(parts.remainders.isEmpty && parts.iterationError == 0 && parts.isIterationTrusted)
    var broken = try posterior(targets, residual: 1e-6).parts
    broken.remainders.removeLast()
    #expect(throws: GaussianProcessError.partsDiffer) { try CheckedPosterior(broken, solver: nil) }
    broken.remainders = [1, -1]
    #expect(throws: GaussianProcessError.partsDiffer) { try CheckedPosterior(broken, solver: nil) }
  }
}
