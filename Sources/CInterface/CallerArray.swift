import Architectures
import CWideLimit
import LinearAlgebra
import UserData

/// An array of the caller's, its shape and strides looked at before anything of it is touched.
struct CallerArray {
  let name: String
  let shape: [Int]
  /// In bytes.
  let strides: [Int]
  let base: UnsafeMutableRawPointer

  private static let size = MemoryLayout<Double>.size

  /// - Returns: nil for a pointer that is NULL.
  /// - Throws: `CallFailure` for what is no array.
  init?(optional pointer: UnsafePointer<widelimit_array>?, _ name: String) throws {
    guard let array = pointer?.pointee else { return nil }
    guard let data = array.data else { throw CallFailure.missing(argument: "\(name)->data") }
    guard 1...4 ~= array.rank else { throw CallFailure.rank(argument: name, array.rank) }
    func numbers(_ four: (Int64, Int64, Int64, Int64)) -> [Int] {
      [four.0, four.1, four.2, four.3].prefix(Int(array.rank)).map { Int($0) }
    }
    (self.name, base) = (name, UnsafeMutableRawPointer(data))
    (shape, strides) = (numbers(array.shape), numbers(array.strides))
    if let axis = shape.indices.first(where: { shape[$0] < 1 }) {
      throw CallFailure.extent(argument: name, axis: axis, shape[axis])
    }
    guard Self.isAddressable(shape, strides, UInt(bitPattern: base)) else { throw CallFailure.tooLarge(argument: name) }
  }

  /// - Throws: as `init(optional:)`, and for NULL.
  init(_ pointer: UnsafePointer<widelimit_array>?, _ name: String) throws {
    guard let array = try CallerArray(optional: pointer, name) else { throw CallFailure.missing(argument: name) }
    self = array
  }

  /// Processors of 64 bits map no program's memory from there on.
  private static let endOfAddresses: UInt = 1 << 57

  /// Whether the number of bytes and every address can be said.
  private static func isAddressable(_ shape: [Int], _ strides: [Int], _ base: UInt) -> Bool {
    var (count, lowest, highest) = (size, Int(0), size)
    for (extent, stride) in zip(shape, strides) {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      let (reach, reachOverflows) = stride.multipliedReportingOverflow(by: extent - 1)
      let (low, lowOverflows) = lowest.addingReportingOverflow(min(0, reach))
      let (high, highOverflows) = highest.addingReportingOverflow(max(0, reach))
      if overflows || reachOverflows || lowOverflows || highOverflows { return false }
      (count, lowest, highest) = (product, low, high)
    }
    let (end, overflows) = base.addingReportingOverflow(UInt(highest))
    return lowest.magnitude <= base && !overflows && end <= endOfAddresses
  }

  var count: Int { shape[0] }
  /// Numbers in one row.
  var width: Int { shape.dropFirst().reduce(1, *) }

  /// All of it as a matrix of `count` rows.
  /// - Throws: `UserDataFailure.doesNotFit`: strides of 0 make much of little.
  /// - Complexity: one copy, at the speed of memory where a row's numbers are side by side.
  func matrix() throws -> Matrix<Double> {
    let width = width
    try CallMemory.check(name, numbers: [(count, width)])
    return Matrix(rows: count, columns: width) { target in
      guard let target = target.baseAddress else { return }
      for i in 0..<count { copyRow(base + i * strides[0], axis: 1, to: target + i * width) }
    }
  }

  private func copyRow(_ source: UnsafeMutableRawPointer, axis: Int, to target: UnsafeMutablePointer<Double>) {
    guard axis < shape.count else { return target.pointee = source.loadUnaligned(as: Double.self) }
    if isContiguous(from: axis) {
      let bytes = shape[axis...].reduce(Self.size, *)
      return UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: bytes)
    }
    let part = shape[(axis + 1)...].reduce(1, *)
    for k in 0..<shape[axis] { copyRow(source + k * strides[axis], axis: axis + 1, to: target + k * part) }
  }

  /// Whether the entries of the axes from `axis` on are side by side, in their order.
  private func isContiguous(from axis: Int) -> Bool {
    var expected = Self.size
    for k in shape.indices[axis...].reversed() {
      if shape[k] > 1 && strides[k] != expected { return false }
      expected *= shape[k]
    }
    return true
  }
}

extension CallerArray {
  /// Of one input of a kernel, [d], [length, channels] or [height, width, channels].
  /// - Throws: `UserDataFailure.rank`.
  var inputShape: InputShape {
    get throws {
      switch shape.count {
      case 2: return .vector(features: shape[1])
      case 3: return .sequence(length: shape[1], channels: shape[2])
      case 4: return .image(height: shape[1], width: shape[2], channels: shape[3])
      default:
        throw UserDataFailure.rank(
          file: nil, dataset: name, shape: shape,
          wanted: "[n, d], [n, length, channels] or [n, height, width, channels]")
      }
    }
  }

  /// Inputs of a kernel, all of them.
  /// - Throws: `UserDataFailure` for another rank, and for rows that are of no use.
  func inputs() throws -> RowsInMemory { try RowsInMemory(name, matrix(), shape: inputShape) }

  /// A list [n] or a matrix [n, k] of numbers.
  /// - Throws: `UserDataFailure` for another rank, and for what is not finite.
  func numbers() throws -> RowsInMemory {
    try requireList(wanted: "[n] or [n, k], one row for each input")
    return try RowsInMemory(name, matrix(), shape: .vector(features: width), areInputs: false)
  }

  /// Targets [n] or [n, k], or labels of classes [n] or [n, 1].
  /// - Throws: `UserDataFailure` for another rank, and for what is no target.
  func targets(asClasses: Bool) throws -> UserTargets {
    try requireList(wanted: "[n] or [n, k], one row for each input")
    guard !asClasses || width == 1 else {
      throw UserDataFailure.rank(
        file: nil, dataset: name, shape: shape, wanted: "[n], the integer label of every input")
    }
    return try UserTargets(name, matrix(), asClasses: asClasses)
  }

  /// Training times, [n].
  /// - Throws: `UserDataFailure.rank`.
  func list() throws -> [Double] {
    guard shape.count == 1 else {
      throw UserDataFailure.rank(file: nil, dataset: name, shape: shape, wanted: "a list [n]")
    }
    return try matrix().elements
  }

  /// Entries of a kernel.
  /// - Throws: `CallFailure.argumentShape`; `UserDataFailure.notFinite`.
  func kernel(_ wanted: [Int]) throws -> Matrix<Double> {
    guard shape == wanted else { throw CallFailure.argumentShape(argument: name, shape: shape, wanted: wanted) }
    return try RowsInMemory(name, matrix(), shape: .vector(features: width), areInputs: false).numbers
  }

  private func requireList(wanted: String) throws {
    guard shape.count <= 2 else {
      throw UserDataFailure.rank(file: nil, dataset: name, shape: shape, wanted: wanted)
    }
  }
}
