import Architectures
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Results

/// Kernels and posteriors of many architectures on the same inputs: how far these are apart is computed once, and every
/// architecture of vectors maps it.
package struct PointEvaluation: Sendable {
  private let inputs: Matrix<Double>
  let targets: Matrix<Double>
  /// nil of an architecture on images, whose kernels ask for positions anew.
  let pairs: StoredPairs?
  private let validation: Validation?
  private let inputShape: InputShape
  /// The place of the largest target of every input; nil of a single output.
  private let classes: [Int]?

  private struct Validation: Sendable {
    let inputs: Matrix<Double>
    let targets: Matrix<Double>
    let pairs: StoredPairs?
    let classes: [Int]?
  }

  /// - Throws: as `Kernel.storedPairs`.
  /// - Complexity: n (n + m) d multiply-adds; 8 n (n + m) bytes are kept, of vectors.
  package init(_ data: SelectionData, _ architecture: Architecture, threads: Int) throws {
    let kernel = try Kernel(architecture, inputShape: data.x1.shape)
    inputShape = data.x1.shape
    (inputs, targets) = try data.trainingArrays()
    pairs = try kernel.storedPairs(rows: inputs, threads: threads)
    func classes(_ targets: Matrix<Double>) -> [Int]? {
      targets.columns > 1 ? Classification.classes(targets) : nil
    }
    self.classes = classes(targets)
    let own = inputs
    validation = try data.validationArrays().map { x, y in
      Validation(
        inputs: x, targets: y, pairs: try kernel.storedPairs(rows: x, columns: own, threads: threads),
        classes: classes(y))
    }
  }

  func kernel(_ architecture: Architecture) throws -> Kernel { try Kernel(architecture, inputShape: inputShape) }

  /// K(D, D).
  func matrix(_ kernel: Kernel, threads: Int) throws -> Matrix<Double> {
    try nngp(kernel, pairs, inputs, nil, threads)
  }

  private func nngp(
    _ kernel: Kernel, _ pairs: StoredPairs?, _ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ threads: Int
  ) throws -> Matrix<Double> {
    let found =
      if let pairs {
        try kernel.matrices(of: pairs, get: .nngp, threads: threads).nngp
      } else {
        try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: threads).nngp
      }
    guard let found else { throw InfiniteWidthError.noWeights }
    return found
  }

  /// What one architecture gives with each of several noises.
  ///
  /// - Parameter noises: exact values; nil for the usual 1e-10 of the mean diagonal and what follows on it.
  /// - Throws: what no noise mends: kernels that leave the range of float64, memory.
  /// - Complexity: one kernel; n³/3 multiply-adds and n m k a noise; 8 n (2 n + m) bytes.
  func outcomes(_ architecture: Architecture, noises: [Double]?, threads: Int) throws -> [SelectionOutcome] {
    let kernel = try kernel(architecture)
    let matrix = try matrix(kernel, threads: threads)
    let attempts = try noises.map { $0.map { [$0] } } ?? [Self.usualNoise.values(meanDiagonal: matrix.meanDiagonal)]
    let cross = try validation.map { try nngp(kernel, $0.pairs, $0.inputs, inputs, threads) }
    return try attempts.map { noises in
      do {
        let process = try AssessedProcess(
          kernel: matrix, targets: targets, noises: noises, measuresCondition: true)
        var outcome = SelectionOutcome(process, order: targets.rows, classes: classes)
        if let validation, let cross {
          outcome.add(
            validation: process.mean(crossKernel: cross), targets: validation.targets, classes: validation.classes)
        }
        return outcome
      } catch GaussianProcessError.notPositiveDefinite {
        return .failed
      }
    }
  }

  /// As `predict` has it.
  static let usualNoise = NoiseLadder.relative(first: 1e-10)
}
