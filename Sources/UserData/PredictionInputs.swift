import Architectures
import Foundation
import HDF5
import InfiniteWidth
import Work

/// A user's file of `x1` [n₁, …] and `y1` [n₁, k] (training) and `x2` [n₂, …] (test), opened and checked against each
/// other; only shapes are read.
struct PredictionInputs {
  let x1: UserArray
  let y1: UserArray
  let x2: UserArray
  let kernel: Kernel

  /// - Throws: `HDF5Failure`, `UserDataFailure` and `ArchitectureFailure` for arrays that are missing or do not fit
  ///   together.
  init(_ url: URL, architecture: Architecture) throws {
    let file = try HDF5File.open(url)
    (x1, x2) = (try UserArray("x1", in: file), try UserArray("x2", in: file))
    y1 = try UserArray("y1", in: file, allowsImages: false)
    kernel = try Kernel(architecture, inputShape: x1.shape)
    guard x1.shape == x2.shape else {
      throw UserDataFailure.shapesDiffer(file: url.relativePath, first: "x1", x1.shape, second: "x2", x2.shape)
    }
    guard x1.count == y1.count else {
      throw UserDataFailure.rowsDiffer(file: url.relativePath, inputs: x1.count, targets: y1.count)
    }
  }

  /// Those of all arrays.
  var warnings: [String] { x1.warnings + y1.warnings + x2.warnings }

  /// What predictions take.
  ///
  /// - Parameter cost: by their sizes.
  func cost(
    blockRows: Int, check: (Cost) throws -> Void, _ cost: (UserDataCost.Sizes) -> Cost
  ) throws -> Cost {
    try UserDataCost.checked(kernel, x1, get: .nngp, check: check) { entry in
      cost(
        UserDataCost.Sizes(
          training: x1.count, width: x1.width, test: x2.count, outputs: y1.width, blockRows: blockRows, entry: entry))
    }
  }
}
