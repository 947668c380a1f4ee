import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

/// One file of `Golden/Convolutional/`: an architecture, images, and their kernels from two independent sources.
struct ImageGoldenFile: Decodable, CustomTestStringConvertible {
  /// neural-tangents in float64.
  struct Peer: Decodable {
    let nngp: [[Double]]
    let ntk: [[Double]]
  }

  /// The plain recursion over all pairs of positions; also of x1 with itself.
  struct Plain: Decodable {
    let nngp: [[Double]]
    let ntk: [[Double]]
    let nngp11: [[Double]]
    let ntk11: [[Double]]
  }

  let name: String
  let architecture: Architecture
  let height: Int
  let width: Int
  let channels: Int
  let x1: [[Double]]
  let x2: [[Double]]
  let neuralTangents: Peer?
  let numpy: Plain

  var testDescription: String { name }

  var kernel: Kernel {
    get throws {
      try Kernel(architecture, inputShape: .image(height: height, width: width, channels: channels))
    }
  }

  /// x1 with x2, or with itself.
  func pairs(symmetric: Bool = false) throws -> PixelPairs {
    try PixelPairs(
      rows: Self.matrix(x1), columns: symmetric ? nil : Self.matrix(x2), height: height, width: width,
      channels: channels)
  }

  /// Every file of the folder.
  static func all() throws -> [ImageGoldenFile] {
    try GoldenFolder.read(Bundle.module.url(forResource: "Golden/Convolutional", withExtension: nil))
  }

  static func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
  }
}
