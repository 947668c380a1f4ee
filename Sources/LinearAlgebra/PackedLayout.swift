/// Where the lower triangle of a symmetric matrix of order n lies in rectangular full packed storage (LAPACK's RFP with
/// TRANSR = 'N', UPLO = 'L'): n(n + 1)/2 numbers in one column-major rectangle, on whose parts BLAS works at full
/// speed.
///
/// With n₁ = ⌈n/2⌉ and n₂ = n − n₁ the triangle is cut into
///
///     ⎡ T1     ⎤   T1  n₁ × n₁, lower triangle, column-major
///     ⎣ S   T2 ⎦   S   n₂ × n₁, column-major, right below T1
///                  T2  n₂ × n₂, as the upper triangle of its transpose, in the corner that T1 leaves free
///
/// and all three have the stride n (odd n) or n + 1 (even n).
public struct PackedLayout: Sendable, Equatable {
  /// n.
  public let order: Int
  /// n₁, the order of T1.
  public let leading: Int
  /// n₂, the order of T2.
  public var trailing: Int { order - leading }
  /// Numbers between neighbouring columns.
  public let stride: Int
  /// Where T1's entry (0, 0) lies; S begins n₁ further.
  public let leadingOffset: Int
  /// Where T2's entry (0, 0) lies.
  public let trailingOffset: Int

  public init(order: Int) {
    self.order = order
    leading = (order + 1) / 2
    let isEven = order.isMultiple(of: 2)
    stride = order + (isEven ? 1 : 0)
    (leadingOffset, trailingOffset) = isEven ? (1, 0) : (0, stride)
  }

  /// n(n + 1)/2.
  public var count: Int { order * (order + 1) / 2 }

  /// Where entry (i, j), i ≥ j, of the lower triangle lies.
  public func offset(_ i: Int, _ j: Int) -> Int {
    j < leading
      ? leadingOffset + i + j * stride : trailingOffset + (j - leading) + (i - leading) * stride
  }
}
