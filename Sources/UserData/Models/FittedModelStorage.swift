import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Work

extension FittedModel {
  /// A model that `FitFile` or `write` left, with its inputs.
  ///
  /// - Throws: `ModelFailure.notModel`, `.newerFormat`, `.damaged`, `.inputsNotKept`; `HDF5Failure`;
  ///   `UserDataFailure.doesNotFit`.
  /// - Complexity: reads the file.
  package init(contentsOf url: URL, threads: Int) throws {
    let file = try HDF5File.open(url)
    let (stored, path) = (try StoredModel(file), url.relativePath)
    guard try file.root.contains("log_marginal_likelihood_of_output") else { throw ModelFailure.noEvidence(file: path) }
    guard try file.root.contains("x1") else { throw ModelFailure.inputsNotKept(file: path) }
    let x1 = try UserArray("x1", in: file)
    let differs = ModelFailure.damaged(file: path, detail: "its x1 is not what it was fitted to (their digests differ)")
    guard x1.count == stored.inputCount, x1.shape == stored.inputShape else { throw differs }
    let (isPacked, hasFactor) = (x1.count > KernelStorage.largestSquare, try file.root.contains("factor"))
    try UserDataCost.modelPredictions(
      UserDataCost.Sizes(
        training: x1.count, width: x1.width, test: 0, outputs: stored.outputCount, blockRows: 0,
        entry: .init(Kernel(stored.architecture, inputShape: x1.shape).cost(inputsOf: x1.width))),
      hasFactor: hasFactor, isPacked: isPacked, threads: threads
    ).checkMemory(of: path)
    let inputs = try x1.rows(0..<x1.count)
    var digest = InputsDigest(of: x1)
    digest.add(inputs)
    guard digest.sha256() == stored.inputsDigest else { throw differs }
    try self.init(
      stored, evidence: ModelEvidence(in: file, of: stored), posterior: stored.posterior(in: file, isPacked: isPacked),
      inputs: inputs, source: file.root.textAttribute("inputs"), warnings: file.root.modelWarnings())
  }

  /// Writes the file that `FitFile` would have written, with the inputs and, if it is kept, the factor. It appears
  /// complete or not at all.
  ///
  /// - Throws: errors of `OutputPlace`, of the disk; `UserDataFailure.doesNotFit`.
  /// - Complexity: n²/2 numbers of a factor, and the inputs.
  package func write(to output: URL, threads: Int, warn: (String) -> Void) throws {
    let place = OutputPlace(output: output, sources: [], overwrites: false)
    try place.check()
    let columns = posterior.solver as? any FactorColumns
    let numbers = inputs.elements.count + (columns.map { $0.order * ($0.order + 1) / 2 } ?? 0)
    try Cost(seconds: 0, memoryBytes: 0, diskBytes: 8 * numbers).check(
      inputs: output, output: output, machine: Machine(availableMemoryBytes: .max, totalMemoryBytes: .max))
    let provenance = UserProvenance(
      title: "Fitted Gaussian process", architecture: stored.architecture, inputs: source, threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      try root.writeInputs(inputs, shape: inputShape)
      if let columns { try root.createFactor(order: columns.order).write(columns) }
      try posterior.writeWorth(to: root)
      try root.writeModelWarnings(warnings)
      try stored.write(to: root, evidence: evidence)
      try provenance.writeFinal(to: root)
      try place.free().map(warn)
    }
  }
}

extension ModelEvidence {
  /// As `StoredModel.write` left it.
  /// - Throws: `ModelFailure.damaged`; `HDF5Failure`.
  fileprivate init(in file: HDF5File, of stored: StoredModel) throws {
    let (root, path) = (try file.root, file.url.relativePath)
    let (n, k) = (stored.inputCount, stored.outputCount)
    func numbers(_ name: String, _ shape: [Int]) throws -> [Double] {
      let dataset = try root.dataset(name)
      guard dataset.shape == shape else {
        throw ModelFailure.damaged(file: path, detail: "\(name) has the shape \(dataset.shape)")
      }
      return try dataset.read(as: Double.self)
    }
    func number(_ name: String) throws -> Double {
      guard let value = try root.numberAttribute(name, as: Double.self).first else {
        throw ModelFailure.damaged(file: path, detail: "\(name) is not one number")
      }
      return value
    }
    logMarginalLikelihood = LogMarginalLikelihood(outputs: try numbers("log_marginal_likelihood_of_output", [k]))
    weights = Matrix(rows: n, columns: k, elements: try numbers("weights", [n, k]))
    guard try root.contains("leave_one_out_mean") else {
      leaveOneOut = nil
      return
    }
    leaveOneOut = Rest(
      means: Matrix(rows: n, columns: k, elements: try numbers("leave_one_out_mean", [n, k])),
      variances: try numbers("leave_one_out_variance", [n]),
      meanSquaredError: try number("leave_one_out_mean_squared_error"),
      logPredictiveProbability: try number("leave_one_out_log_predictive_probability"),
      accuracy: try root.hasAttribute("leave_one_out_accuracy") ? number("leave_one_out_accuracy") : nil)
  }
}
