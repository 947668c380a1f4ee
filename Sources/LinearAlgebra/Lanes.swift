/// Eight numbers at once, for loops that must be vectorised and not merely may be.
public typealias Lanes = SIMD8<Double>

extension UnsafePointer<Double> {
  /// The eight numbers from `offset` on, at any alignment.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int) -> Lanes { UnsafeRawPointer(self + offset).loadUnaligned(as: Lanes.self) }
}

extension UnsafeMutablePointer<Double> {
  /// The eight numbers from `offset` on, at any alignment.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int) -> Lanes { UnsafeRawPointer(self + offset).loadUnaligned(as: Lanes.self) }

  /// Writes eight numbers from `offset` on, at any alignment.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: lanes, as: Lanes.self)
  }
}
