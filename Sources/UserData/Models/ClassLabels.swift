import Foundation
import HDF5
import Inference
import LinearAlgebra

/// Labels of classes, any integers: in a user's HDF5 file [n] or [n, 1], of any number type, or in memory.
package struct ClassLabels: Sendable {
  let name: String
  /// Of every input.
  let labels: [Int]
  /// One line each about what a reader of the array may take otherwise than its writer.
  var warnings: [String]

  /// - Throws: `HDF5Failure` if there is no such array, `UserDataFailure` for its shape and type, missing values and
  ///   what is no integer.
  /// - Complexity: reads the array.
  init(_ name: String, in file: HDF5File) throws {
    let (dataset, path) = (try file.root.dataset(name), file.url.relativePath)
    guard dataset.content.isNumeric else { throw UserDataFailure.notNumeric(file: path, dataset: name) }
    self.name = name
    let shape = dataset.shape
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1 else {
      throw UserDataFailure.rank(
        file: path, dataset: name, shape: shape, wanted: "[n], the integer label of every input")
    }
    guard shape[0] > 0 else { throw UserDataFailure.empty(file: path, dataset: name, shape: shape) }
    let conventions = try UserArrayConventions(of: dataset, shape: shape, file: path)
    warnings = conventions.warnings
    labels = try dataset.read(as: Double.self).enumerated().map { row, number in
      let label = try Self.label(number, name, file: path, row: row)
      if conventions.missing.contains(number) {
        throw UserDataFailure.missingValue(file: path, dataset: name, row: row, value: number)
      }
      return label
    }
  }

  /// - Parameter numbers: in memory, at least one.
  /// - Throws: `UserDataFailure.noLabel`.
  init(_ name: String, _ numbers: [Double]) throws {
    self.name = name
    labels = try numbers.enumerated().map { try Self.label($1, name, file: nil, row: $0) }
    warnings = []
  }

  private static func label(_ number: Double, _ name: String, file: String?, row: Int) throws -> Int {
    guard let label = Int(exactly: number), label.magnitude < 1 << 53 else {
      throw UserDataFailure.noLabel(file: file, dataset: name, row: row, value: number)
    }
    return label
  }

  /// The classes that there are, ascending.
  var classes: [Int] { Set(labels).sorted() }

  /// The position of each label among `classes`; nil of one that is not there.
  func positions(in classes: [Int]) -> [Int?] {
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    return labels.map { places[$0] }
  }
}
