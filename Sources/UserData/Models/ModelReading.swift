import Architectures
import Foundation
import HDF5
import Inference
import LinearAlgebra

extension StoredModel {
  /// - Throws: `ModelFailure.notModel`, `.newerFormat`, `.damaged`; `HDF5Failure` for what is missing or not all there.
  /// - Complexity: reads all but factor and inputs.
  init(_ file: HDF5File) throws {
    let (root, path) = (try file.root, file.url.relativePath)
    guard try root.attributeContent("widelimit_model")?.isNumeric ?? false,
      let version = try root.numberAttribute("widelimit_model", as: Int.self).first
    else { throw ModelFailure.notModel(file: path) }
    guard [Self.format, Self.iterativeFormat].contains(version) else {
      throw ModelFailure.newerFormat(file: path, version: version)
    }
    architecture = try Architecture(json: Data(root.textAttribute("architecture").utf8), source: path)
    inputsDigest = try root.textAttribute("x1_sha256")
    targetsDigest = try root.textAttribute("y1_sha256")
    guard let shape = InputShape(extents: try root.numberAttribute("input_shape", as: Int.self)) else {
      throw ModelFailure.damaged(file: path, detail: "input_shape is none")
    }
    inputShape = shape
    classes = try root.contains("class") ? root.dataset("class").read(as: Int.self) : nil
    givenNoise = try root.hasAttribute("noise_variance_given") ? root.number("noise_variance_given") : nil
    (parts, anchoring) = try Self.parts(root, path)
    let (n, k) = (parts.weights.columns, parts.weights.rows)
    guard (try? CheckedPosterior(parts, solver: nil)) != nil, classes.map({ $0.count == k }) ?? true,
      anchoring.map({ $0.others.count == n && 0...n ~= $0.place }) ?? true
    else { throw ModelFailure.damaged(file: path, detail: "its arrays have shapes that do not fit together") }
  }

  private static func parts(_ root: HDF5Group, _ path: String) throws -> (CheckedPosterior.Parts, Anchoring?) {
    var anchor: CheckedPosterior.AnchorParts?
    var anchoring: Anchoring?
    if try root.hasAttribute("anchor_row") {
      let (roots, separations) = (try root.numbers("anchor_roots"), try root.numbers("anchor_separations"))
      let signs = try root.numbers("anchor_signs")
      guard roots.count == separations.count, signs.count == roots.count, signs.allSatisfy({ abs($0) == 1 }) else {
        throw ModelFailure.damaged(file: path, detail: "how its inputs stand to the anchor is not all there")
      }
      anchor = CheckedPosterior.AnchorParts(
        root: try root.number("anchor_root_in_units"), components: try root.numbers("anchor_components"),
        solution: try root.numbers("anchor_solution"), slopes: try root.numbers("anchor_slopes"),
        weight: try root.number("anchor_weight"))
      anchoring = Anchoring(
        place: try root.number("anchor_row", as: Int.self), root: try root.number("anchor_root"),
        others: AnchoredInputs(roots: roots, separations: separations, signs: signs))
    }
    let solution = try root.dataset("solution")
    guard solution.shape.count == 2 else { throw ModelFailure.damaged(file: path, detail: "solution is no matrix") }
    let weights = try root.numbers("solution")
    return (
      CheckedPosterior.Parts(
        noiseVarianceUsed: try root.number("noise_variance_used"),
        attempts: try root.number("cholesky_attempts", as: Int.self),
        conditionNumber: try root.number("condition_number"), residual: try root.number("residual"),
        meanDiagonal: try root.number("mean_diagonal"), entryError: try root.number("entry_error"),
        smallestEigenvalue: try root.number("smallest_eigenvalue"),
        weights: Matrix(rows: solution.shape[0], columns: solution.shape[1], elements: weights),
        diagonal: try root.numbers("diagonal"), targetScales: try root.numbers("target_scale"),
        remainders: try root.contains("remainder") ? root.numbers("remainder") : [], anchor: anchor),
      anchoring
    )
  }

  /// The posterior, with its factor if that was kept.
  ///
  /// - Parameter isPacked: how the factor is kept in memory: as `PredictionFile` keeps it, so that variances have the
  ///   same bits.
  /// - Throws: `ModelFailure.damaged`; `HDF5Failure`.
  /// - Complexity: reads the factor.
  func posterior(in file: HDF5File, isPacked: Bool) throws -> CheckedPosterior {
    let root = try file.root
    guard try root.contains("factor") else { return try CheckedPosterior(parts, solver: nil) }
    let (factor, n) = (try root.dataset("factor"), parts.weights.columns)
    guard factor.shape == [n * (n + 1) / 2] else {
      throw ModelFailure.damaged(file: file.url.relativePath, detail: "factor has the shape \(factor.shape)")
    }
    var next = 0
    func read(_ columns: Range<Int>, _ target: UnsafeMutableBufferPointer<Double>) throws {
      try factor.read(offset: [next], extent: [target.count], into: target)
      guard target.allSatisfy(\.isFinite) else { throw ModelFailure.notFinite(file.url.relativePath, "factor") }
      next += target.count
    }
    let solver: any Solver =
      isPacked ? try PackedCholeskyFactor(order: n, reading: read) : try CholeskyFactor(order: n, reading: read)
    return try CheckedPosterior(parts, solver: solver)
  }
}

extension HDF5Group {
  /// One number. A NaN or an infinite value, such as a condition number beyond all bounds, is one.
  fileprivate func number<Element: HDF5Element & ExpressibleByIntegerLiteral>(
    _ attribute: String, as type: Element.Type = Double.self
  ) throws -> Element {
    let numbers = try numberAttribute(attribute, as: type)
    guard numbers.count == 1 else {
      throw ModelFailure.damaged(file: file.url.relativePath, detail: "\(attribute) is not one number")
    }
    return numbers[0]
  }

  /// All of a dataset, finite numbers.
  fileprivate func numbers(_ name: String) throws -> [Double] {
    let numbers = try dataset(name).read(as: Double.self)
    guard numbers.allSatisfy(\.isFinite) else { throw ModelFailure.notFinite(file.url.relativePath, name) }
    return numbers
  }
}

extension ModelFailure {
  fileprivate static func notFinite(_ file: String, _ dataset: String) -> ModelFailure {
    .damaged(file: file, detail: "\(dataset) holds a NaN or an infinite value")
  }
}
