import Datasets
import Inference
import Inputs
import LinearAlgebra
import Results
import Suite

/// Rows of a tangent kernel as cells of a sweep: a kernel that takes hours is computed tile by tile, and an interrupted
/// run loses a tile.
///
/// Rows are the training images and then the test images, columns the training images. Of a tile of training images
/// only what lies on and left of the diagonal is computed; the rest is 0.
package enum StoredKernelRows {
  static let tile = Axis<Int>("tile", "rows that are computed together")
  static let row = Axis<Int>("row", "image of a tile")
  static let column = Axis<Int>("column", "training images")
  static let kernel = Column<Double>("tangent_kernel", over: [Table1.depth, row, column], "Θ of two images")

  static func name(_ setting: TangentKernelSetting) -> SweepName { SweepName(setting.sweep + "_kernel") }

  /// - Parameter size: images of a tile, a divisor of the numbers of training and of test images.
  package static func sweep(_ setting: TangentKernelSetting, tile size: Int) -> Sweep {
    let tiles = (setting.training + setting.test) / size
    return Sweep(
      name(setting), cells: [tile(0..<tiles)],
      within: [Table1.depth(setting.depths), row(0..<size), column(0..<setting.training)], columns: [kernel]
    ) { point, context in
      let (training, test) = try context.first(setting.training, test: setting.test, of: .cifar10)
      let prepared = ChannelStandardised(side: setting.block, fittedTo: training.images)
      let start = try point[tile] * size
      let isTest = start >= setting.training
      let images =
        isTest
        ? test.subset(start - setting.training..<start - setting.training + size)
        : training.subset(start..<start + size)
      let known = isTest ? setting.training : start + size
      let pairs = try PixelPairs(
        rows: prepared.apply(to: images.images),
        columns: prepared.apply(to: training.subset(0..<known).images), height: setting.side, width: setting.side,
        channels: training.images.channels)
      let kernels = try setting.kernels(of: pairs, .pooled, context, stage: "tile")
      return Row(
        kernel
          => kernels.flatMap { kernel in
            (0..<size).flatMap { i in Array(kernel.row(i)) + Array(repeating: 0, count: setting.training - known) }
          })
    }.costing { point in
      let start = try point[tile] * size
      return try Double(min(start + size, setting.training)) * setting.seconds(.pooled)
        / Double(setting.training * (setting.training / 2 + setting.test))
    }
  }

  /// Θ of training images with themselves and of test images with them, by depth, from a finished sweep.
  static func kernels(
    _ table: Table, _ setting: TangentKernelSetting
  ) throws -> (own: [Matrix<Double>], cross: [Matrix<Double>]) {
    let n = setting.training
    let parts = try setting.depths.map { depth in
      let entries = try table[kernel, Table1.depth == depth]
      var own = Matrix(rows: n, columns: n, elements: Array(entries[..<(n * n)]))
      for i in 0..<n { for j in 0..<i { own[j, i] = own[i, j] } }
      return (own, Matrix(rows: setting.test, columns: n, elements: Array(entries[(n * n)...])))
    }
    return (parts.map(\.0), parts.map(\.1))
  }
}
