import Foundation
import HDF5
import InfiniteWidth
import LinearAlgebra

/// What a model is to predict, opened and checked against the model: `x2`, the training inputs of either file, and
/// labels.
struct ModelInputs {
  let x2: UserArray
  let y2: ClassLabels?
  let kernel: Kernel
  let warnings: [String]
  private let x1: UserArray
  private let inputs: URL
  private let model: URL
  private let digest: String

  /// - Throws: `ModelFailure.noInputs`, `.otherInputs` for x1 of another shape, `.otherTargets`;
  ///   `UserDataFailure.shapesDiffer` for x2; as `UserArray` and `ClassLabels`.
  /// - Complexity: reads shapes, targets and labels.
  init(_ inputs: URL, model stored: StoredModel, in modelFile: HDF5File) throws {
    let file = try HDF5File.open(inputs)
    (self.inputs, model, digest) = (inputs, modelFile.url, stored.inputsDigest)
    let (path, modelPath) = (inputs.relativePath, modelFile.url.relativePath)
    if try file.root.contains("x1") {
      x1 = try UserArray("x1", in: file)
    } else if try modelFile.root.contains("x1") {
      x1 = try UserArray("x1", in: modelFile)
    } else {
      throw ModelFailure.noInputs(file: path, model: modelPath)
    }
    guard x1.count == stored.inputCount, x1.shape == stored.inputShape else {
      throw ModelFailure.otherInputs(file: path, model: modelPath)
    }
    x2 = try UserArray("x2", in: file)
    guard x2.shape == stored.inputShape else {
      throw UserDataFailure.shapesDiffer(
        file: path, first: "x2", x2.shape, second: "the model \(modelPath)", stored.inputShape)
    }
    y2 = stored.classes == nil ? nil : try ClassLabels.ofTest(in: file, count: x2.count)
    if try file.root.contains("y1") {
      let targets = try UserTargets(in: file, asClasses: stored.classes != nil)
      guard try targets.sha256() == stored.targetsDigest else {
        throw ModelFailure.otherTargets(file: path, model: modelPath)
      }
    }
    kernel = try Kernel(stored.architecture, inputShape: stored.inputShape)
    warnings = x1.warnings + x2.warnings + (y2?.warnings ?? [])
  }

  /// x1, which is what the model was fitted to.
  /// - Throws: `ModelFailure.otherInputs`; as `UserArray.rows`.
  /// - Complexity: reads it.
  func trainingInputs() throws -> Matrix<Double> {
    let rows = try x1.rows(0..<x1.count)
    var hash = InputsDigest(of: x1)
    hash.add(rows)
    guard hash.sha256() == digest else {
      throw ModelFailure.otherInputs(file: inputs.relativePath, model: model.relativePath)
    }
    return rows
  }
}
