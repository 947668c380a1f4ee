import HDF5
import Inference
import LinearAlgebra

/// What training inputs are to become: the numbers `y1` [n, k], or labels of classes.
///
/// K classes are K outputs, regressed on one-hot vectors less their mean: 1 − 1/K for an input's own class and −1/K for
/// others, as in Lee et al. 2018, section 3.1, for ten.
package enum UserTargets: Sendable {
  case numbers(any UserRows)
  case classes([Int], labels: ClassLabels)

  /// - Parameter asClasses: whether `y1` holds labels.
  /// - Throws: as `UserArray` and `ClassLabels`; `UserDataFailure.oneClass`.
  init(in file: HDF5File, asClasses: Bool) throws {
    guard asClasses else {
      self = .numbers(try UserArray("y1", in: file, allowsImages: false))
      return
    }
    try self.init(ClassLabels("y1", in: file), file: file.url.relativePath)
  }

  /// Targets in memory.
  ///
  /// - Parameters:
  ///   - numbers: [n, k], or labels [n, 1].
  ///   - asClasses: whether they are labels.
  /// - Throws: `UserDataFailure` for rows that are of no use and what is no label.
  package init(_ name: String, _ numbers: Matrix<Double>, asClasses: Bool) throws {
    guard asClasses else {
      self = .numbers(
        try RowsInMemory(name, numbers, shape: .vector(features: numbers.columns), areInputs: false))
      return
    }
    try self.init(ClassLabels(name, numbers.elements), file: nil)
  }

  /// - Throws: `UserDataFailure.oneClass`.
  private init(_ labels: ClassLabels, file: String?) throws {
    let classes = labels.classes
    guard classes.count > 1 else { throw UserDataFailure.oneClass(file: file, dataset: labels.name, label: classes[0]) }
    self = .classes(classes, labels: labels)
  }

  package var name: String {
    switch self {
    case .numbers(let array): array.name
    case .classes(_, let labels): labels.name
    }
  }

  package var count: Int {
    switch self {
    case .numbers(let array): array.count
    case .classes(_, let labels): labels.labels.count
    }
  }

  /// k
  package var width: Int {
    switch self {
    case .numbers(let array): array.width
    case .classes(let classes, _): classes.count
    }
  }

  var warnings: [String] {
    switch self {
    case .numbers(let array): array.warnings
    case .classes(_, let labels): labels.warnings
    }
  }

  /// The classes' labels, ascending; nil of numbers.
  var classes: [Int]? { if case .classes(let classes, _) = self { classes } else { nil } }

  /// The position of every input's class; nil of numbers.
  var positions: [Int]? {
    guard case .classes(let classes, let labels) = self else { return nil }
    return labels.positions(in: classes).compactMap(\.self)
  }

  /// [n, k]
  /// - Throws: as `UserArray.rows`.
  package func matrix() throws -> Matrix<Double> {
    if case .numbers(let array) = self { return try array.rows(0..<array.count) }
    return Targets.centredOneHot(positions ?? [], classes: width)
  }

  /// By which a file knows that others are of the same targets; labels [n] count as [n, 1].
  /// - Throws: as `UserArray.rows`.
  func sha256() throws -> String {
    switch self {
    case .numbers(let array): try InputsDigest.sha256(of: array)
    case .classes(_, let labels): Self.sha256(of: labels)
    }
  }

  /// The same of what `matrix` has read: a file may be changed since.
  func sha256(of matrix: Matrix<Double>) -> String {
    switch self {
    case .numbers(let array):
      var digest = InputsDigest(of: array)
      digest.add(matrix)
      return digest.sha256()
    case .classes(_, let labels): return Self.sha256(of: labels)
    }
  }

  private static func sha256(of labels: ClassLabels) -> String {
    var digest = InputsDigest(shape: [labels.labels.count, 1])
    digest.add(Matrix(rows: labels.labels.count, columns: 1, elements: labels.labels.map(Double.init)))
    return digest.sha256()
  }
}
