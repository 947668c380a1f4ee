import CWideLimit
import InfiniteWidth
import LinearAlgebra

/// An array of the caller's that receives a result: aligned, in row-major order, its last axis contiguous.
struct CallerResult {
  private let array: CallerArray
  /// In numbers, from an entry of the first axis to the next.
  let rowStride: Int

  var name: String { array.name }
  private var base: UnsafeMutablePointer<Double> { array.base.assumingMemoryBound(to: Double.self) }
  /// Those between the first entry and the last.
  var bytes: Range<UInt> {
    let start = UInt(bitPattern: array.base)
    let reach = zip(array.shape, array.strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
    return start..<start + UInt(reach + MemoryLayout<Double>.size)
  }

  /// - Returns: nil for a pointer that is NULL: that result is not wanted.
  /// - Throws: `CallFailure` for what is no such array of the shape `wanted`.
  init?(optional pointer: UnsafePointer<widelimit_array>?, _ name: String, _ wanted: [Int]) throws {
    guard let array = try CallerArray(optional: pointer, name) else { return nil }
    guard array.shape == wanted else {
      throw CallFailure.resultShape(argument: name, shape: array.shape, wanted: wanted)
    }
    let size = MemoryLayout<Double>.size
    let steps = array.shape.indices.filter { array.shape[$0] > 1 }.map { array.strides[$0] }
    guard UInt(bitPattern: array.base).isMultiple(of: UInt(size)), steps.allSatisfy({ $0.isMultiple(of: size) }) else {
      throw CallFailure.unaligned(argument: name)
    }
    var expected = size
    for (axis, extent) in array.shape.enumerated().reversed() where extent > 1 {
      let stride = array.strides[axis]
      let isLast = axis == array.shape.count - 1
      guard isLast ? stride == size : stride >= expected else { throw CallFailure.notRows(argument: name) }
      let (reach, overflows) = stride.multipliedReportingOverflow(by: extent)
      expected = overflows ? .max : reach
    }
    self.array = array
    rowStride = array.shape[0] > 1 ? array.strides[0] / size : array.width
  }

  /// - Throws: as `init(optional:)`, and for NULL.
  init(_ pointer: UnsafePointer<widelimit_array>?, _ name: String, _ wanted: [Int]) throws {
    guard let result = try CallerResult(optional: pointer, name, wanted) else {
      throw CallFailure.missing(argument: name)
    }
    self = result
  }

  /// Of a result of two axes.
  var kernelMemory: KernelMemory { KernelMemory(base, rowStride: rowStride) }

  /// Of one of three axes, the part at the place `index` of its first.
  func kernelMemory(at index: Int) -> KernelMemory {
    let size = MemoryLayout<Double>.size
    let stride = array.shape[1] > 1 ? array.strides[1] / size : array.shape[2]
    return KernelMemory(base + index * rowStride, rowStride: stride)
  }

  /// Bytes of all entries.
  var byteCount: Int { array.shape.reduce(MemoryLayout<Double>.size, *) }

  /// - Throws: `CallFailure.overlapping` where an entry of one is an entry of another.
  static func requireDistinct(_ results: [CallerResult?]) throws {
    let results = results.compactMap(\.self)
    for (k, first) in results.enumerated() {
      for second in results[..<k] where first.overlaps(second) {
        throw CallFailure.overlapping(first: second.name, second: first.name)
      }
    }
  }

  /// Rows of one stride may lie between each other, as halves of one array do.
  private func overlaps(_ other: CallerResult) -> Bool {
    guard bytes.overlaps(other.bytes) else { return false }
    guard array.shape.count == 2, other.array.shape.count == 2, rowStride == other.rowStride else { return true }
    let (size, difference) = (MemoryLayout<Double>.size, Int(other.bytes.lowerBound) - Int(bytes.lowerBound))
    let stride = rowStride * size
    let offset = (difference % stride + stride) % stride
    return offset < array.width * size || offset + other.array.width * size > stride
  }
}

extension CallerResult {
  /// Into one of one axis, from the entry `first` on; or, of one of two, into the row `index`.
  func write(_ numbers: [Double], at index: Int? = nil, from first: Int = 0) {
    let (start, step) = index.map { (base + $0 * rowStride, 1) } ?? (base, rowStride)
    for (k, number) in numbers.enumerated() { start[(first + k) * step] = number }
  }

  /// Into one of two axes, from the row `first` on; or, of one of three, into the place `index` of its first.
  func write(_ matrix: Matrix<Double>, at index: Int? = nil, row first: Int = 0) {
    let target = index.map { kernelMemory(at: $0) } ?? kernelMemory
    matrix.elements.withUnsafeBufferPointer { numbers in
      guard let numbers = numbers.baseAddress else { return }
      for i in 0..<matrix.rows {
        target.row(first + i).update(from: numbers + i * matrix.columns, count: matrix.columns)
      }
    }
  }

  /// All entries, in their order.
  func writeAll(_ numbers: [Double]) {
    let width = array.shape.last ?? 1
    for k in stride(from: 0, to: numbers.count, by: width) {
      var (rest, offset) = (k / width, 0)
      for axis in array.shape.indices.dropLast().reversed() {
        offset += rest % array.shape[axis] * array.strides[axis]
        rest /= array.shape[axis]
      }
      let target = (array.base + offset).assumingMemoryBound(to: Double.self)
      for j in 0..<width { target[j] = numbers[k + j] }
    }
  }
}
