import CElementary

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

  /// The largest `value` of the first `count` numbers, none of which may be negative: a maximum in a plain loop is not
  /// taken eight at a time.
  @inlinable @inline(__always)
  public func largest(count: Int, _ value: (Lanes) -> Lanes = { $0 }) -> Double {
    var largest = Lanes()
    var k = 0
    while k + Lanes.scalarCount <= count {
      largest = elementary_max_lanes(largest, value(lanes(k)))
      k += Lanes.scalarCount
    }
    while k < count {
      largest = elementary_max_lanes(largest, value(Lanes(repeating: self[k])))
      k += 1
    }
    return elementary_largest_lane(largest)
  }
}
