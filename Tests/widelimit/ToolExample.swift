import Foundation
import HDF5

/// A user's files for the tool, in its folder.
extension ToolProcess {
  /// Arrays of so many rows each: labels −1 and 4 under names that begin with y, and inputs of three numbers.
  func writeExample(_ name: String, _ arrays: [(name: String, rows: Int)]) throws {
    let file = try HDF5File.create(folder.appending(path: name))
    for (array, rows) in arrays {
      if array.hasPrefix("y") {
        try file.root.createDataset(array, of: Int.self, shape: [rows]).write(
          (0..<rows).map { (k: Int) -> Int in k % 2 * 5 - 1 })
      } else {
        let values = (0..<rows * 3).map { (k: Int) -> Double in
          let step = (k * 7 + rows) % 11
          return Double(step) - 4.75 + 0.01 * Double(k)
        }
        try file.root.createDataset(array, of: Double.self, shape: [rows, 3]).write(values)
      }
    }
    try file.close()
  }
}
