import Architectures
import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra

/// Training images with targets ±1 and the line through the first of either target.
struct LineData: Sendable {
  /// [n, d], x·x/d = 1.
  let inputs: Matrix<Double>
  /// [n, 1]
  let targets: Matrix<Double>
  /// x(α) = α x₁ + (1 − α) x₂, one row a position.
  let line: Matrix<Double>

  init(_ images: LabeledImages, positions: [Double]) throws {
    let inputs = try Preprocessing.perImageStandardised.fitted(to: images.images).apply(to: images.images)
    let signs = images.labels.map { $0 % 2 == 0 ? 1.0 : -1.0 }
    let (even, odd) = (signs.firstIndex(of: 1) ?? 0, signs.firstIndex(of: -1) ?? 0)
    line = Matrix(
      rows: positions.count, columns: inputs.columns,
      elements: positions.flatMap { position in
        zip(inputs.row(even), inputs.row(odd)).map { position * $0 + (1 - position) * $1 }
      })
    targets = Matrix(rows: signs.count, columns: 1, elements: signs)
    self.inputs = inputs
  }
}

/// Mean and variance of the infinite ensemble along a line, trained in all layers (Lee et al. 2019, Eqs. 14 and 15) or
/// in the last one alone (Eqs. S22 and S20).
struct EnsembleTheory {
  private let data: LineData
  private let kernel: Kernel

  init(_ data: LineData, architecture: Architecture) throws {
    (self.data, kernel) = (data, try architecture.infiniteWidth)
  }

  /// By the names of the file's variables, times slowest.
  ///
  /// - Parameter times: of gradient flow on ½ Σ (f − y)².
  func values(at times: [Double], threads: Int) throws -> [String: [Double]] {
    let training = try matrices(VectorPairs(rows: data.inputs), threads)
    let cross = try matrices(VectorPairs(rows: data.line, columns: data.inputs), threads)
    let variances = try kernel.selfCovariances(
      inputVariances: (0..<data.line.rows).map { i in
        data.line.row(i).reduce(0) { $0 + $1 * $1 } / Double(data.line.columns)
      }
    ).map(\.nngp)
    var values: [String: [Double]] = [:]
    for (name, own, ownCross) in [
      ("flow", training.ntk, cross.ntk), ("readout", training.nngp, cross.nngp),
    ] {
      let flow = try GradientFlow(kernel: own, targets: data.targets)
      values[name + "_mean"] = try flow.means(crossKernel: ownCross, at: times).flatMap(\.elements)
      values[name + "_variance"] = try GradientFlowVariance(flow, trainingCovariance: training.nngp).variances(
        crossKernel: ownCross, crossCovariance: cross.nngp, testVariances: variances, at: times
      ).flatMap(\.self)
    }
    return values
  }

  private func matrices(
    _ pairs: VectorPairs, _ threads: Int
  ) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let matrices = try kernel.matrices(of: pairs, get: .both, threads: threads)
    guard let nngp = matrices.nngp, let ntk = matrices.ntk else { throw InfiniteWidthError.noWeights }
    return (nngp, ntk)
  }
}
