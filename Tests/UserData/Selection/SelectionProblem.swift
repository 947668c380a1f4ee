import Architectures
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import UserData
import Work

/// A file of inputs whose targets are a smooth function of them with noise, and a search over it.
struct SelectionProblem {
  let files: UserFiles
  let inputs: Matrix<Double>
  let targets: Matrix<Double>

  init(rows n: Int = 40, validation m: Int = 0) throws {
    files = try UserFiles()
    var random = SplitMix64(seed: 7)
    func target(_ x: ArraySlice<Double>, _ noise: Double) -> [Double] {
      let sum = x.reduce(0, +)
      return [sin(sum) + 0.1 * noise, cos(sum) - 0.1 * noise]
    }
    func array(_ rows: Int) -> (Matrix<Double>, Matrix<Double>) {
      let x = random.normalMatrix(rows: rows, columns: 3)
      let y = (0..<rows).flatMap { target(x.row($0), random.normal()) }
      return (x, Matrix(rows: rows, columns: 2, elements: y))
    }
    (inputs, targets) = array(n)
    let file = try HDF5File.create(files.inputs)
    func write(_ name: String, _ matrix: Matrix<Double>) throws {
      try file.root.createDataset(name, of: Double.self, shape: [matrix.rows, matrix.columns]).write(matrix.elements)
    }
    try write("x1", inputs)
    try write("y1", targets)
    if m > 0 {
      let (x, y) = array(m)
      try write("x_validation", x)
      try write("y_validation", y)
    }
    try file.close()
  }

  var network: Architecture {
    get throws {
      let dense = Layer.dense(weightVariance: 1.5, biasVariance: 0.2, trainable: true)
      return try Architecture(layers: [dense, .repeated(count: 2, layers: [.activation(.erf), dense])])
    }
  }

  func grid(_ axes: String...) throws -> SelectionGrid {
    try SelectionGrid(network, over: axes.map { try SelectionAxis($0) })
  }

  @discardableResult
  func select(_ grid: SelectionGrid, _ change: (inout SelectionFile) -> Void = { _ in }) throws -> [String] {
    var file = SelectionFile(grid, inputs: files.inputs, output: files.output)
    change(&file)
    return try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  func numbers(_ name: String) throws -> [Double] {
    try HDF5File.open(files.output).root.dataset(name).read(as: Double.self)
  }
}
