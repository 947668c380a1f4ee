import Architectures
import HDF5
import LinearAlgebra

/// One array of a user's HDF5 file: inputs [n, d], [n, length, channels] or [n, height, width, channels], or
/// targets [n, k]. Any number type
/// is read as float64, in blocks of rows, so the array may be larger than memory.
public struct UserArray: UserRows {
  public let name: String
  /// The first axis.
  public let count: Int
  /// The shape of one row.
  public let shape: InputShape
  /// Numbers in one row.
  public let width: Int
  /// One line each about what a reader of the array may take otherwise than its writer.
  public let warnings: [String]

  private let missing: [Double]
  private let valid: ClosedRange<Double>
  private let isLargeInteger: Bool
  private let isInput: Bool
  private let dataset: HDF5Dataset
  private let file: String

  /// Opens `name`; nothing but its shape is read.
  ///
  /// - Throws: `HDF5Failure` if there is no such array, `UserDataFailure` for its shape and type.
  public init(_ name: String, in file: HDF5File, allowsImages: Bool = true) throws {
    (self.name, self.file, isInput) = (name, file.url.relativePath, allowsImages)
    dataset = try file.root.dataset(name)
    let extents = dataset.shape
    guard dataset.content.isNumeric, try !Self.isText(dataset) else {
      throw UserDataFailure.notNumeric(file: self.file, dataset: name)
    }
    // MATLAB writes the shape of an empty array in its place.
    if try dataset.hasAttribute("MATLAB_empty"), try dataset.numberAttribute("MATLAB_empty", as: Int.self) != [0] {
      throw UserDataFailure.empty(file: self.file, dataset: name, shape: [0])
    }
    switch (extents.count, allowsImages) {
    case (2, _): shape = .vector(features: extents[1])
    case (3, true): shape = .sequence(length: extents[1], channels: extents[2])
    case (4, true): shape = .image(height: extents[1], width: extents[2], channels: extents[3])
    default:
      throw UserDataFailure.rank(
        file: self.file, dataset: name, shape: extents,
        wanted: allowsImages
          ? "[n, d], [n, length, channels] or [n, height, width, channels]" : "[n, k], one row for each input")
    }
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw UserDataFailure.empty(file: self.file, dataset: name, shape: extents)
    }
    (count, width) = (extents[0], extents.dropFirst().reduce(1, *))
    isLargeInteger = if case .integer(bytes: 8..., _) = dataset.content { true } else { false }
    let conventions = try UserArrayConventions(of: dataset, shape: extents, file: self.file)
    (missing, valid, warnings) = (conventions.missing, conventions.valid, conventions.warnings)
  }

  /// Whether MATLAB wrote the codes of letters.
  private static func isText(_ dataset: HDF5Dataset) throws -> Bool {
    guard case .text? = try dataset.attributeContent("MATLAB_class") else { return false }
    return try dataset.textAttribute("MATLAB_class") == "char"
  }

  /// The rows `range`, one row a matrix row.
  ///
  /// - Throws: `UserDataFailure.notFinite` naming the first row with a NaN, an infinite value or one whose square is
  ///   infinite; `.underflows` one of inputs whose square is no normal number; `.missingValue` one with the value that
  ///   the array gives to what is missing, `.notValid` one out of the range that it states; `.inexactInteger` for
  ///   integers that no float64 is.
  public func rows(_ range: Range<Int>) throws -> Matrix<Double> {
    let matrix = try Matrix<Double>(rows: range.count, columns: width) { try dataset.readRows(range, into: $0) }
    try matrix.checkRows(of: name, file: file, first: range.lowerBound, areInputs: isInput)
    if isLargeInteger || !missing.isEmpty || valid != -Double.infinity...Double.infinity {
      for i in 0..<range.count { try check(matrix.row(i), number: range.lowerBound + i) }
    }
    return matrix
  }

  private func check(_ row: some Sequence<Double>, number: Int) throws {
    for entry in row {
      if missing.contains(entry) {
        throw UserDataFailure.missingValue(file: file, dataset: name, row: number, value: entry)
      }
      if !valid.contains(entry) {
        throw UserDataFailure.notValid(file: file, dataset: name, row: number, value: entry, valid: valid)
      }
      // From there on neighbouring integers are one float64.
      if isLargeInteger && entry.magnitude >= 0x1p53 {
        throw UserDataFailure.inexactInteger(file: file, dataset: name, row: number)
      }
    }
  }
}
