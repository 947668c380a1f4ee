import Architectures
import Foundation
import HDF5
import LinearAlgebra
import Nonlinearities
import TestSupport
import UserData
import Work

/// A user's files and what a diagnosis makes of them.
struct DiagnosisExample {
  let files: UserFiles
  let lines: [String]
  let output: HDF5File

  /// Directions of one norm √d, so that K⁰ = 1 behind a read-in of unit variance.
  static func directions(_ count: Int, _ dimension: Int, seed: UInt64) -> Matrix<Double> {
    var random = SplitMix64(seed: seed)
    var x = random.normalMatrix(rows: count, columns: dimension)
    for i in 0..<count {
      let norm = x.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for j in 0..<dimension { x[i, j] *= Double(dimension).squareRoot() / norm }
    }
    return x
  }

  static func write(_ arrays: [(name: String, matrix: Matrix<Double>)], to files: UserFiles) throws {
    let file = try HDF5File.create(files.inputs)
    for (name, matrix) in arrays {
      try file.root.createDataset(name, of: Double.self, shape: [matrix.rows, matrix.columns]).write(matrix.elements)
    }
    try file.close()
  }

  init(_ layers: [Layer], _ arrays: [(name: String, matrix: Matrix<Double>)], depths: [Int]? = nil) throws {
    let files = try UserFiles()
    try Self.write(arrays, to: files)
    try self.init(layers, files) { $0.depths = depths }
  }

  init(_ layers: [Layer], _ files: UserFiles, _ change: (inout DiagnosisFile) -> Void = { _ in }) throws {
    self.files = files
    var file = DiagnosisFile(
      architecture: try Architecture(layers: layers), inputs: files.inputs, output: files.output)
    file.drawsPicture = false
    change(&file)
    lines = try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    output = try HDF5File.open(files.output)
  }

  func numbers(_ name: String) throws -> [Double] { try output.root.dataset(name).read(as: Double.self) }
  func number(_ attribute: String) throws -> Double { try output.root.numberAttribute(attribute)[0] }

  /// A read-in of unit variance and `count` times (φ, dense).
  static func network(_ nonlinearity: Nonlinearity, _ weight: Double, _ bias: Double, count: Int) -> [Layer] {
    [
      .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      .repeated(
        count: count,
        layers: [
          .activation(nonlinearity), .dense(weightVariance: weight, biasVariance: bias, trainable: true),
        ]),
    ]
  }
}

extension DiagnosisExample {
  static let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)

  static func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows[0].count, elements: rows.flatMap { $0 })
  }

  static func random(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix<Double> {
    var random = SplitMix64(seed: seed)
    return random.normalMatrix(rows: rows, columns: columns)
  }
}
