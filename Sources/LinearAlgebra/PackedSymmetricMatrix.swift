import Failures
import Platform

/// A symmetric matrix in n(n + 1)/2 numbers, half of the square's: rectangular full packed storage (`PackedLayout`).
public struct PackedSymmetricMatrix: Sendable {
  public let layout: PackedLayout
  private var elements: [Double]

  /// Up to here the n(n + 1)/2 numbers can be counted with 32 bits, so that any LAPACK reads what is written here.
  public static let largestOrder = 65_535

  /// The order is beyond the storage's index.
  public struct TooLarge: Failure, Equatable {
    public let order: Int

    public init(order: Int) { self.order = order }

    public var message: String {
      "a symmetric matrix of order \(order) exceeds packed storage (at most \(PackedSymmetricMatrix.largestOrder)); "
        + "use fewer inputs"
    }

    public var exitStatus: ExitStatus { .badData }
  }

  /// Bytes of a packed matrix of order n.
  public static func bytes(order: Int) -> Int { PackedLayout(order: order).count * MemoryLayout<Double>.size }

  /// A matrix whose every entry `fill` sets; the memory is touched only there.
  ///
  /// - Throws: `TooLarge`, and whatever `fill` throws.
  public init(order: Int, filledBy fill: (PackedTriangle) throws -> Void) throws {
    guard order <= Self.largestOrder else { throw TooLarge(order: order) }
    let layout = PackedLayout(order: order)
    self.layout = layout
    elements = try Array(unsafeUninitializedCapacity: layout.count) { buffer, initialized in
      HugePages.advise(UnsafeMutableRawBufferPointer(buffer))
      if let base = buffer.baseAddress { try fill(PackedTriangle(layout: layout, base: base)) }
      initialized = layout.count
    }
  }

  public var order: Int { layout.order }

  /// Sets every entry anew, in the storage that is there.
  public mutating func refill(_ fill: (PackedTriangle) throws -> Void) rethrows {
    let layout = layout
    try withUnsafeMutablePointer { try fill(PackedTriangle(layout: layout, base: $0)) }
  }

  public subscript(i: Int, j: Int) -> Double {
    get { elements[layout.offset(max(i, j), min(i, j))] }
    set { elements[layout.offset(max(i, j), min(i, j))] = newValue }
  }

  /// Multiplies every entry, exactly where `factor` is a power of two and nothing underflows.
  public mutating func scale(by factor: Double) {
    let count = layout.count
    withUnsafeMutablePointer { base in for k in 0..<count { base[k] *= factor } }
  }

  func withUnsafePointer<R>(_ body: (UnsafePointer<Double>) throws -> R) rethrows -> R? {
    try elements.withUnsafeBufferPointer { buffer in try buffer.baseAddress.map(body) }
  }

  @discardableResult
  mutating func withUnsafeMutablePointer<R>(_ body: (UnsafeMutablePointer<Double>) throws -> R) rethrows -> R? {
    try elements.withUnsafeMutableBufferPointer { buffer in try buffer.baseAddress.map(body) }
  }
}
