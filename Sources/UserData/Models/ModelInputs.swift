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
  /// What is wrong where x1 is not what the model was fitted to, in whichever file it is.
  private let otherInputs: ModelFailure
  private let digest: String

  /// - Throws: `ModelFailure.noInputs`, `.otherInputs` or `.damaged` for x1 of another shape, `.otherTargets`;
  ///   `UserDataFailure.shapesDiffer` for x2; as `UserArray` and `ClassLabels`.
  /// - Complexity: reads shapes, targets and labels.
  init(_ inputs: URL, model stored: StoredModel, in modelFile: HDF5File) throws {
    let file = try HDF5File.open(inputs)
    digest = stored.inputsDigest
    let (path, modelPath) = (inputs.relativePath, modelFile.url.relativePath)
    if try file.root.contains("x1") {
      x1 = try UserArray("x1", in: file)
      otherInputs = .otherInputs(file: path, model: modelPath)
    } else if try modelFile.root.contains("x1") {
      x1 = try UserArray("x1", in: modelFile)
      otherInputs = .damaged(file: modelPath, detail: "its x1 is not what it was fitted to (their digests differ)")
    } else {
      throw ModelFailure.noInputs(file: path, model: modelPath)
    }
    guard x1.count == stored.inputCount, x1.shape == stored.inputShape else { throw otherInputs }
    x2 = try UserArray("x2", in: file)
    guard x2.shape == stored.inputShape else {
      throw UserDataFailure.shapesDiffer(
        file: path, first: "x2", x2.shape, second: "the model \(modelPath)", stored.inputShape)
    }
    y2 = stored.classes == nil ? nil : try ClassLabels.ofTest(in: file, count: x2.count, classes: stored.classes)
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
  /// - Throws: `ModelFailure.otherInputs`, `.damaged`; as `UserArray.rows`.
  /// - Complexity: reads it.
  func trainingInputs() throws -> Matrix<Double> {
    let rows = try x1.rows(0..<x1.count)
    var hash = InputsDigest(of: x1)
    hash.add(rows)
    guard hash.sha256() == digest else { throw otherInputs }
    return rows
  }
}
