import CWideLimit

/// An array of a C caller's: its memory, and what it says of it.
final class CallerNumbers {
  private let memory: UnsafeMutableRawPointer
  private let byteCount: Int
  var array: widelimit_array

  /// In row-major order.
  /// - Parameter filled: with what; results begin with what no result is.
  init(_ shape: [Int], filled numbers: [Double]? = nil) {
    let count = shape.reduce(1, *)
    byteCount = count * 8
    memory = .allocate(byteCount: byteCount + 8, alignment: 8)
    let target = memory.bindMemory(to: Double.self, capacity: count + 1)
    for k in 0..<count { target[k] = numbers?[k] ?? -123.5 }
    var strides = [8]
    for extent in shape.dropFirst().reversed() { strides.insert(strides[0] * extent, at: 0) }
    array = Self.array(target, shape, strides)
  }

  private init(bytes: [UInt8], _ shape: [Int], strides: [Int], offset: Int) {
    byteCount = bytes.count
    memory = .allocate(byteCount: max(8, bytes.count), alignment: 8)
    memory.copyMemory(from: bytes, byteCount: bytes.count)
    // A pointer as C has it, aligned or not.
    array = Self.array(
      UnsafeMutablePointer(bitPattern: UInt(bitPattern: memory) + UInt(offset)), shape, strides)
  }

  deinit { memory.deallocate() }

  /// The same numbers, somewhere else in memory.
  static func spread(_ shape: [Int], _ numbers: [Double], strides: [Int]) -> CallerNumbers {
    let lowest = zip(shape, strides).reduce(0) { $0 + min(0, ($1.0 - 1) * $1.1) }
    let highest = zip(shape, strides).reduce(0) { $0 + max(0, ($1.0 - 1) * $1.1) }
    var bytes = [UInt8](repeating: 0xFF, count: highest - lowest + 8)
    for (k, number) in numbers.enumerated() {
      var (rest, place) = (k, -lowest)
      for axis in shape.indices.reversed() {
        place += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      withUnsafeBytes(of: number) { for (b, byte) in $0.enumerated() { bytes[place + b] = byte } }
    }
    return CallerNumbers(bytes: bytes, shape, strides: strides, offset: -lowest)
  }

  private static func array(_ data: UnsafeMutablePointer<Double>?, _ shape: [Int], _ strides: [Int]) -> widelimit_array
  {
    func four(_ numbers: [Int]) -> (Int64, Int64, Int64, Int64) {
      let all = (numbers + [0, 0, 0, 0]).map { Int64($0) }
      return (all[0], all[1], all[2], all[3])
    }
    return widelimit_array(data: data, rank: Int32(shape.count), shape: four(shape), strides: four(strides))
  }

  /// All that is in the memory.
  var numbers: [Double] { (0..<byteCount / 8).map { memory.load(fromByteOffset: 8 * $0, as: Double.self) } }
}

/// What a call came to.
struct Answer: Equatable {
  var status: Int32
  var message: String

  static let done = Answer(status: 0, message: "")
}

/// Makes a call of the interface.
func answer(_ call: (UnsafeMutablePointer<widelimit_error>) -> Int32) -> Answer {
  var error = widelimit_error()
  let status = call(&error)
  let message = withUnsafeBytes(of: &error.message) {
    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
  }
  return Answer(status: status, message: message)
}

/// The text that a call gave.
func text(_ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32) -> String? {
  var pointer: UnsafeMutablePointer<CChar>?
  defer { widelimit_free_text(pointer) }
  guard call(&pointer) == 0 else { return nil }
  return pointer.map { String(cString: $0) }
}
