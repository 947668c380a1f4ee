import Failures
import Foundation
import Platform

/// A symmetric matrix in n(n + 1)/2 numbers, half of the square's: rectangular full packed storage (`PackedLayout`).
public struct PackedSymmetricMatrix: Sendable {
  public let layout: PackedLayout
  private var elements: [Double]

  /// Bytes that are taken without a look at what is free.
  private static let unasked = 1 << 26

  /// There is no room for the matrix.
  public struct TooLarge: Failure, Equatable {
    public let order: Int
    public let needed: Int
    public let available: Int

    public init(order: Int, available: Int) {
      (self.order, self.available) = (order, available)
      needed = PackedSymmetricMatrix.bytes(order: order)
    }

    public var message: String {
      func gigabytes(_ count: Int) -> String { String(format: "%.1f GB", Double(count) * 1e-9) }
      return "a symmetric matrix of order \(order) needs \(gigabytes(needed)) of memory in packed storage, "
        + "\(gigabytes(available)) are free; free more, keep the factor on disk, or use fewer inputs"
    }

    public var exitStatus: ExitStatus { .doesNotFit }
  }

  /// Bytes of a packed matrix of order n, 4 n (n + 1): 17.4 GB at 66,000. As much as an integer holds.
  public static func bytes(order: Int) -> Int { Int(min(4 * Double(order) * (Double(order) + 1), 0x1p62)) }

  /// A matrix whose every entry `fill` sets; the memory is touched only there.
  ///
  /// Memory alone limits the order. Offsets have 64 bits, and BLAS is given pointers into the rectangle, orders up to n
  /// and the stride, whose 32 bits end far beyond any memory; no call of LAPACK's sees the whole.
  ///
  /// - Throws: `TooLarge`, and whatever `fill` throws.
  public init(order: Int, filledBy fill: (PackedTriangle) throws -> Void) throws {
    // What is not there for an array ends the process.
    if Self.bytes(order: order) > Self.unasked {
      let available = Machine.current().availableMemoryBytes
      guard Self.bytes(order: order) <= available else { throw TooLarge(order: order, available: available) }
    }
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
