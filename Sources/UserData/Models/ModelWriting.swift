import Architectures
import HDF5
import Inference
import LinearAlgebra

extension StoredModel {
  /// All but factor and inputs; `UserProvenance` has written the architecture.
  ///
  /// - Parameter evidence: nil of a posterior that never had a factor.
  func write(to root: HDF5Group, evidence: ModelEvidence?) throws {
    try root.setAttribute("widelimit_model", parts.isIterative ? Self.iterativeFormat : Self.format)
    try root.setAttribute("x1_sha256", inputsDigest)
    try root.setAttribute("y1_sha256", targetsDigest)
    try root.setAttribute("architecture_sha256", try InputsDigest.sha256(of: architecture))
    try root.setAttribute("input_shape", inputShape.extents)
    if let givenNoise { try root.setAttribute("noise_variance_given", givenNoise) }
    let row = try root.createScale("row", Array(0..<inputCount), longName: "row of x1")
    let column = try root.outputScale(count: outputCount, classes: classes)
    let weights = try evidence?.weights ?? kernelWeights
    try root.write("weights", weights.elements, over: [row, column], "weights of the training inputs")
    if let evidence { try write(evidence, to: root, row, column) }
    try writeParts(to: root)
  }

  /// α in x1's order, [n, k].
  private var kernelWeights: Matrix<Double> {
    get throws {
      let weights = try CheckedPosterior(parts, solver: nil).kernelWeights.transposed
      return anchoring?.inOrder(weights) ?? weights
    }
  }

  private func write(
    _ evidence: ModelEvidence, to root: HDF5Group, _ row: HDF5Dataset, _ column: HDF5Dataset
  ) throws {
    let likelihood = evidence.logMarginalLikelihood
    try root.setAttribute("log_marginal_likelihood", likelihood.total)
    try root.write(
      "log_marginal_likelihood_of_output", likelihood.outputs, over: [column], "log marginal likelihood in nats")
    guard let rest = evidence.leaveOneOut else { return }
    try root.setAttribute("leave_one_out_mean_squared_error", rest.meanSquaredError)
    try root.setAttribute("leave_one_out_log_predictive_probability", rest.logPredictiveProbability)
    if let accuracy = rest.accuracy { try root.setAttribute("leave_one_out_accuracy", accuracy) }
    try root.write(
      "leave_one_out_mean", rest.means.elements, over: [row, column], "posterior mean of the target given all others")
    try root.write(
      "leave_one_out_variance", rest.variances, over: [row], "posterior variance of the target given all others")
  }

  private func writeParts(to root: HDF5Group) throws {
    try root.setAttribute("mean_diagonal", parts.meanDiagonal)
    try root.setAttribute("kernel_unit", parts.kernelUnit)
    try root.setAttribute("entry_error", parts.entryError)
    try root.setAttribute("smallest_eigenvalue", parts.smallestEigenvalue)
    try root.write("solution", parts.weights)
    try root.write("diagonal", parts.diagonal)
    try root.write("target_scale", parts.targetScales)
    if parts.isIterative { try root.write("remainder", parts.remainders) }
    guard let anchor = parts.anchor, let anchoring else { return }
    try root.setAttribute("anchor_row", anchoring.place)
    try root.setAttribute("anchor_root", anchoring.root)
    try root.setAttribute("anchor_root_in_units", anchor.root)
    try root.setAttribute("anchor_weight", anchor.weight)
    try root.write("anchor_roots", anchoring.others.roots)
    try root.write("anchor_separations", anchoring.others.separations)
    try root.write("anchor_signs", anchoring.others.signs)
    try root.write("anchor_components", anchor.components)
    try root.write("anchor_solution", anchor.solution)
    try root.write("anchor_slopes", anchor.slopes)
  }
}

extension HDF5Group {
  fileprivate func write(_ name: String, _ numbers: [Double]) throws {
    try createDataset(name, of: Double.self, shape: [numbers.count], storage: .unfilled).write(numbers)
  }

  fileprivate func write(_ name: String, _ matrix: Matrix<Double>) throws {
    try createDataset(name, of: Double.self, shape: [matrix.rows, matrix.columns], storage: .unfilled)
      .write(matrix.elements)
  }

  fileprivate func write(
    _ name: String, _ numbers: [Double], over scales: [HDF5Dataset], _ longName: String
  ) throws {
    try createVariable(name, over: scales, longName: longName).write(numbers)
  }

  /// x1 as it was read.
  func writeInputs(_ x1: Matrix<Double>, shape: InputShape) throws {
    try createDataset("x1", of: Double.self, shape: [x1.rows] + shape.extents, storage: .unfilled).write(x1.elements)
  }

  /// Sets room for a factor aside, so that a full disk is noticed before hours of work.
  func createFactor(order: Int) throws -> HDF5Dataset {
    let factor = try createDataset(
      "factor", of: Double.self, shape: [order * (order + 1) / 2], storage: .unfilled)
    try factor.setAttribute("units", "1")
    try factor.setAttribute("long_name", "columns of the Cholesky factor from the diagonal down")
    return factor
  }
}

extension HDF5Dataset {
  /// Writes a factor column by column.
  /// - Complexity: n(n + 1)/2 numbers, 32 MB at a time.
  func write(_ factor: some FactorColumns) throws {
    for block in type(of: factor).blocks(order: factor.order) {
      let numbers = [Double](unsafeUninitializedCapacity: block.numbers.count) { buffer, initialized in
        if let base = buffer.baseAddress { factor.copy(columns: block.columns, to: base) }
        initialized = block.numbers.count
      }
      try numbers.withUnsafeBufferPointer {
        try write(offset: [block.numbers.lowerBound], extent: [block.numbers.count], from: $0)
      }
    }
  }
}
