import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Results
import Suite

/// Training images with targets ±1 and the line through the first of either target.
struct LineData: Sendable {
  /// [n, d], x·x/d = 1.
  let inputs: Matrix<Double>
  /// [n, 1]: +1 for even digits, −1 for odd ones.
  let targets: Matrix<Double>
  /// x(α) = α x₁ + (1 − α) x₂, one row a position.
  let line: Matrix<Double>

  init(_ images: LabeledImages, positions: [Double], _ preprocessing: Preprocessing) throws {
    let inputs = try preprocessing.fitted(to: images.images).apply(to: images.images)
    let targets = Targets.signs(images.labels.map { $0 % 2 }, positive: 0)
    let first = [1.0, -1.0].map { inputs.row(targets.elements.firstIndex(of: $0) ?? 0) }
    line = Matrix(
      rows: positions.count, columns: inputs.columns,
      elements: positions.flatMap { position in
        zip(first[0], first[1]).map { position * $0 + (1 - position) * $1 }
      })
    (self.inputs, self.targets) = (inputs, targets)
  }
}

/// Mean and variance of the infinite ensemble along a line, trained in all layers (Lee et al. 2019, Eqs. 14 and 15) or
/// in the last one alone (Eqs. S22 and S20).
struct EnsembleTheory {
  /// The columns of one of the two, over time and position.
  struct Moments {
    let mean, variance: Column<Double>

    init(_ name: String, _ words: String) {
      let axes: [any NamedAxis] = [EnsembleDynamics.time, EnsembleDynamics.position]
      mean = Column(name + "_mean", over: axes, "mean \(words)")
      variance = Column(name + "_variance", over: axes, "variance \(words)")
    }
  }

  static let flow = Moments("flow", "of gradient flow")
  static let readout = Moments("readout", "where the last layer alone is trained")

  let data: LineData
  let kernel: Kernel

  /// - Parameter times: of gradient flow on ½ Σ (f − y)².
  func row(at times: [Double], threads: Int) throws -> Row {
    let training = try kernel.both(of: VectorPairs(rows: data.inputs), threads: threads)
    let cross = try kernel.both(of: VectorPairs(rows: data.line, columns: data.inputs), threads: threads)
    let variances = try kernel.selfCovariances(
      inputVariances: (0..<data.line.rows).map { i in
        data.line.row(i).reduce(0) { $0 + $1 * $1 } / Double(data.line.columns)
      }
    ).map(\.nngp)
    func row(_ moments: Moments, _ own: Matrix<Double>, _ ownCross: Matrix<Double>) throws -> Row {
      let flow = try GradientFlow(kernel: own, targets: data.targets)
      return try Row(
        moments.mean => flow.means(crossKernel: ownCross, at: times).flatMap(\.elements),
        moments.variance
          => GradientFlowVariance(flow, trainingCovariance: training.nngp).variances(
            crossKernel: ownCross, crossCovariance: cross.nngp, testVariances: variances, at: times
          ).flatMap(\.self))
    }
    return try row(Self.flow, training.ntk, cross.ntk) + row(Self.readout, training.nngp, cross.nngp)
  }
}
