import Architectures
import Foundation
import InfiniteWidth
import LinearAlgebra
import TestSupport
import Testing

/// One file of `Golden/Positions/`: an architecture, images or sequences, and their kernels by neural-tangents.
struct PositionGoldenFile: Decodable, CustomTestStringConvertible {
  let name: String
  let architecture: Architecture
  /// [height, width, channels], or [length, channels].
  let shape: [Int]
  let x1: [[Double]]
  let x2: [[Double]]
  let nngp: [[Double]]
  let ntk: [[Double]]
  /// x1 with itself.
  let nngp11: [[Double]]
  let ntk11: [[Double]]

  var testDescription: String { name }
  var rows: Matrix<Double> { ImageGoldenFile.matrix(x1) }
  var columns: Matrix<Double> { ImageGoldenFile.matrix(x2) }

  var inputShape: InputShape {
    shape.count == 3
      ? .image(height: shape[0], width: shape[1], channels: shape[2]) : .sequence(length: shape[0], channels: shape[1])
  }

  var kernel: Kernel { get throws { try Kernel(architecture, inputShape: inputShape) } }

  /// Every file of the folder.
  static func all() throws -> [PositionGoldenFile] {
    try GoldenFolder.read(Bundle.module.url(forResource: "Golden/Positions", withExtension: nil))
  }
}
