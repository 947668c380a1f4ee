import Architectures
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import UserData

/// Files a user might bring, in a folder that goes when its owner goes.
final class UserFiles: Sendable {
  private let scratch: ScratchFolder
  var folder: URL { scratch.url }
  var inputs: URL { scratch.file("X.h5") }
  var output: URL { scratch.file("K.h5") }
  var model: URL { scratch.file("M.h5") }
  func file(_ name: String) -> URL { scratch.file(name) }

  init() throws { scratch = try ScratchFolder() }

  var architecture: Architecture {
    .fullyConnected(depth: 2, nonlinearity: .relu, weightVariance: 1.7, biasVariance: 0.1)
  }

  /// Inputs without structure, entry (i, j) the fractional part of a multiple of an irrational.
  func write(_ arrays: [(name: String, shape: [Int])]) throws {
    let file = try HDF5File.create(inputs)
    for (number, array) in arrays.enumerated() {
      let count = array.shape.reduce(1, *)
      let values = (0..<count).map { (k: Int) -> Double in
        let multiple: Double = Double((k + 1) * (number + 2)) * 0.618_033_988_749_895
        return multiple.truncatingRemainder(dividingBy: 1) - 0.4
      }
      try file.root.createDataset(array.name, of: Double.self, shape: array.shape).write(values)
    }
    try file.close()
  }

  func matrix(_ name: String, in url: URL) throws -> Matrix<Double> {
    let dataset = try HDF5File.open(url).root.dataset(name)
    return Matrix(rows: dataset.shape[0], columns: dataset.shape[1], elements: try dataset.read(as: Double.self))
  }

  var leftovers: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }
}
