import Architectures
import Foundation
import LinearAlgebra
import Testing
import WidthExpansion

@Suite struct TrainingExpansionTests {
  /// Three to train on and another one.
  static let inputs = Matrix<Double>(
    rows: 4, columns: 3, elements: [1, 0.3, -0.5, 0.2, -1, 0.8, -0.6, 0.9, 0.7, 0.4, 0.2, -1.1])
  static let targets = [0.8, -0.5, 0.3]

  private let expansion: WidthExpansion
  private let training: TrainingExpansion

  init() throws {
    expansion = try WidthExpansion(WidthExpansionTests.network(.tanh, hiddenLayers: 2), inputs: Self.inputs)
    training = try TrainingExpansion(expansion, targets: Self.targets)
  }

  /// By a separate program, of arrays and Gauss–Hermite rules in Python, whose numbers networks of width 64 to 256 were
  /// found to approach.
  @Test func elsewhere() throws {
    let few = try training.correction(at: .gradientDescent(rate: 0.15, steps: 7))
    for (x, expected) in [-0.7167871, 0.7034535, -0.1492174, -0.4827805].enumerated() {
      #expect(abs(few.mean[x] - expected) < 1e-5)
    }
    #expect(abs(few.tangentKernel[0, 3] + 1.0879207) < 1e-5 && abs(few.tangentKernel[1, 2] - 0.0399142) < 1e-5)
    let many = try training.correction(at: .gradientDescent(rate: 0.5, steps: 60))
    #expect(abs(many.mean[3] - 0.5670046) < 1e-5 && abs(many.tangentKernel[0, 0] + 6.3594225) < 1e-5)
  }

  @Test func descentOfSmallRatesIsFlow() throws {
    let flow = try training.correction(at: .gradientFlow(time: 4))
    // Errors of the first order in the rate drop out.
    let fine = try training.correction(at: .gradientDescent(rate: 0.0005, steps: 8_000))
    let coarse = try training.correction(at: .gradientDescent(rate: 0.001, steps: 4_000))
    for x in 0..<4 {
      #expect(abs(2 * fine.mean[x] - coarse.mean[x] - flow.mean[x]) < 1e-5)
      let kernel = 2 * fine.tangentKernel[x, 3] - coarse.tangentKernel[x, 3]
      #expect(abs(kernel - flow.tangentKernel[x, 3]) < 1e-5)
    }
  }

  @Test func beginsWithTheInitialKernelAndEndsAtTheTargets() throws {
    let start = try training.correction(at: .gradientDescent(rate: 0.1, steps: 0))
    #expect(start.mean.allSatisfy { $0 == 0 })
    for place in 0..<16 {
      #expect(abs(start.tangentKernel.elements[place] - expansion.tangentKernelCorrection.elements[place]) < 1e-12)
    }
    let end = try training.correction(at: .gradientFlow(time: 200))
    #expect(end.mean.prefix(3).allSatisfy { abs($0) < 1e-9 } && abs(end.mean[3]) > 0.1)
    let limit = try training.limit(at: .gradientFlow(time: 200))
    for (x, y) in Self.targets.enumerated() { #expect(abs(limit[x] - y) < 1e-12) }
  }

  /// The mean of O₃, from 0 to what is left when all is learnt.
  @Test func theKernelsDerivativeGrowsToItsEnd() throws {
    let start = try training.correction(at: .gradientFlow(time: 0))
    #expect(start.kernelDerivative.count == 4 * 4 * 3 && start.kernelDerivative.allSatisfy { $0 == 0 })
    let end = try training.correction(at: .gradientFlow(time: 400)).kernelDerivative
    let later = try training.correction(at: .gradientFlow(time: 500)).kernelDerivative
    #expect(zip(end, later).allSatisfy { abs($0 - $1) < 1e-9 } && end.contains { abs($0) > 0.1 })
    // Symmetric in the first two, and linear in the targets.
    for a in 0..<3 { #expect(abs(end[(0 * 4 + 3) * 3 + a] - end[(3 * 4 + 0) * 3 + a]) < 1e-9) }
    let doubled = try TrainingExpansion(expansion, targets: Self.targets.map { 2 * $0 })
      .correction(at: .gradientFlow(time: 400)).kernelDerivative
    #expect(zip(end, doubled).allSatisfy { abs(2 * $0 - $1) < 1e-9 })
  }

  /// Inputs may stand in any order, and what is not trained on changes nothing; fours of inputs are integrated in the
  /// order in which they stand.
  @Test func ordersAndOtherInputsChangeNothing() throws {
    let order = [2, 0, 1, 3]
    let elements = order.flatMap { Array(Self.inputs.row($0)) }
    let network = try WidthExpansionTests.network(.tanh, hiddenLayers: 2)
    let time = FullBatchTraining.gradientDescent(rate: 0.2, steps: 11)
    let here = try training.correction(at: time)
    let other = try TrainingExpansion(
      WidthExpansion(network, inputs: Matrix(rows: 4, columns: 3, elements: elements)),
      targets: order.prefix(3).map { Self.targets[$0] }
    ).correction(at: time)
    let alone = try TrainingExpansion(
      WidthExpansion(network, inputs: Matrix(rows: 3, columns: 3, elements: Array(Self.inputs.elements.prefix(9)))),
      targets: Self.targets
    ).correction(at: time)
    for (place, x) in order.enumerated() {
      #expect(abs(other.mean[place] - here.mean[x]) < 2e-8)
      #expect(abs(other.tangentKernel[place, 3] - here.tangentKernel[x, 3]) < 2e-8)
      if x < 3 { #expect(abs(alone.mean[x] - here.mean[x]) < 1e-9) }
    }
  }

  /// The same input twice: a null mode, that neither moves nor is divided by.
  @Test func repeatedInputs() throws {
    let elements = Array(Self.inputs.elements.prefix(6)) + Array(Self.inputs.elements.prefix(3))
    let repeated = try TrainingExpansion(
      WidthExpansion(
        WidthExpansionTests.network(.tanh, hiddenLayers: 2), inputs: Matrix(rows: 3, columns: 3, elements: elements)),
      targets: [0.8, -0.5, 0.8])
    let found = try repeated.correction(at: .gradientFlow(time: 3))
    #expect(found.mean.allSatisfy { $0.isFinite })
    #expect(abs(found.mean[0] - found.mean[2]) < 1e-8)
    // Targets that nothing can fit, for as long as one likes.
    let split = try TrainingExpansion(
      WidthExpansion(
        WidthExpansionTests.network(.tanh, hiddenLayers: 2), inputs: Matrix(rows: 3, columns: 3, elements: elements)),
      targets: [0.8, -0.5, -0.8]
    ).correction(at: .gradientFlow(time: 1e4))
    #expect(split.mean.allSatisfy { abs($0) < 1e-6 }, "\(split.mean)")
  }

  @Test func whatIsRefused() throws {
    #expect(throws: WidthExpansionFailure.targetsDiffer(inputs: 4, targets: 5)) {
      try TrainingExpansion(expansion, targets: [1, 1, 1, 1, 1])
    }
    #expect(throws: WidthExpansionFailure.targetsDiffer(inputs: 4, targets: 0)) {
      try TrainingExpansion(expansion, targets: [])
    }
    #expect(throws: WidthExpansionFailure.badTarget(row: 1)) {
      try TrainingExpansion(expansion, targets: [1, .nan])
    }
    let edge = 2 / training.largestEigenvalue
    #expect(throws: WidthExpansionFailure.unstable(rate: 1.01 * edge, largest: edge)) {
      try training.correction(at: .gradientDescent(rate: 1.01 * edge, steps: 3))
    }
    for time in [Double.infinity, 1e20, 1e300, 5e18 / training.largestEigenvalue] {
      #expect(throws: WidthExpansionFailure.self) { try training.limit(at: .gradientFlow(time: time)) }
    }
    #expect(throws: WidthExpansionFailure.self) {
      try training.correction(at: .gradientDescent(rate: 0.1, steps: .max))
    }
    #expect(throws: WidthExpansionFailure.badTarget(row: 0)) { try TrainingExpansion(expansion, targets: [1e110]) }
    #expect(throws: WidthExpansionFailure.self) { try training.correction(at: .gradientDescent(rate: 0.1, steps: -1)) }
  }
}
