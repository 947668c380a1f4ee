import Architectures
import Foundation
import HDF5
import InfiniteWidth
import Work

/// Training inputs `x1` [n₁, …] and their targets `y1` [n₁, k], held against each other. Of a file only shapes are
/// read, and labels of classes.
package struct TrainingInputs {
  let x1: any UserRows
  let targets: UserTargets
  let kernel: Kernel

  /// - Throws: `HDF5Failure`, `UserDataFailure` and `ArchitectureFailure` for arrays that are missing or do not fit
  ///   together.
  init(_ url: URL, architecture: Architecture, asClasses: Bool = false) throws {
    try self.init(HDF5File.open(url), architecture: architecture, asClasses: asClasses)
  }

  fileprivate init(_ file: HDF5File, architecture: Architecture, asClasses: Bool) throws {
    try self.init(
      UserArray("x1", in: file), UserTargets(in: file, asClasses: asClasses), architecture: architecture,
      file: file.url.relativePath)
  }

  /// - Parameter file: that has both; nil: they are in memory.
  /// - Throws: `UserDataFailure` and `ArchitectureFailure` for arrays that do not fit together.
  package init(_ x1: any UserRows, _ targets: UserTargets, architecture: Architecture, file: String? = nil) throws {
    (self.x1, self.targets) = (x1, targets)
    kernel = try Kernel(architecture, inputShape: x1.shape)
    guard x1.count == targets.count else {
      throw UserDataFailure.rowsDiffer(
        file: file, first: x1.name, inputs: x1.count, second: targets.name, targets: targets.count)
    }
  }
}

/// The same with `x2` [n₂, …] (test).
struct PredictionInputs {
  let training: TrainingInputs
  let x2: UserArray
  /// Labels of the test inputs, where classes are predicted and the file has them as `y2`.
  let y2: ClassLabels?

  var x1: any UserRows { training.x1 }
  var targets: UserTargets { training.targets }
  var kernel: Kernel { training.kernel }

  /// - Throws: as `TrainingInputs`.
  init(_ url: URL, architecture: Architecture, asClasses: Bool = false) throws {
    let file = try HDF5File.open(url)
    training = try TrainingInputs(file, architecture: architecture, asClasses: asClasses)
    x2 = try UserArray("x2", in: file)
    y2 = asClasses ? try ClassLabels.ofTest(in: file, count: x2.count, classes: training.targets.classes) : nil
    guard x1.shape == x2.shape else {
      throw UserDataFailure.shapesDiffer(file: url.relativePath, first: "x1", x1.shape, second: "x2", x2.shape)
    }
  }

  /// Those of all arrays.
  var warnings: [String] { x1.warnings + targets.warnings + x2.warnings + (y2?.warnings ?? []) }

  /// What predictions take.
  ///
  /// - Parameter cost: by their sizes.
  func cost(
    blockRows: Int, check: (Cost) throws -> Void, _ cost: (UserDataCost.Sizes) -> Cost
  ) throws -> Cost {
    try UserDataCost.checked(kernel, x1, get: .nngp, check: check) { entry in
      cost(
        UserDataCost.Sizes(
          training: x1.count, width: x1.width, test: x2.count, outputs: targets.width, blockRows: blockRows,
          entry: entry))
    }
  }
}

extension ClassLabels {
  /// `y2`, where the file has it; with a warning where it has none of `classes`.
  /// - Throws: as `ClassLabels`; `UserDataFailure.labelsDiffer`.
  static func ofTest(in file: HDF5File, count: Int, classes: [Int]?) throws -> ClassLabels? {
    guard try file.root.contains("y2") else { return nil }
    var labels = try ClassLabels("y2", in: file)
    guard labels.labels.count == count else {
      throw UserDataFailure.labelsDiffer(file: file.url.relativePath, inputs: count, labels: labels.labels.count)
    }
    if let classes, Set(labels.labels).isDisjoint(with: classes) {
      labels.warnings.append(
        "\(file.url.relativePath): y2 has no label of y1, so that none can be found; are they coded alike?")
    }
    return labels
  }
}
