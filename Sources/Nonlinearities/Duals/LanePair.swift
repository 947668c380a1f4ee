import CElementary
import LinearAlgebra

/// Two vectors of eight lanes in step: every operation is done to one after the other, so that neither waits for its
/// own last result while the other's is under way. Four would not leave enough registers.
struct LanePair {
  let a, b: Lanes

  @inline(__always)
  init(_ a: Lanes, _ b: Lanes) { (self.a, self.b) = (a, b) }

  @inline(__always)
  init(_ value: Double) {
    let lanes = Lanes(repeating: value)
    self.init(lanes, lanes)
  }

  /// The eights of numbers at two places.
  @inline(__always)
  init(_ numbers: UnsafePointer<Double>, _ place: PairPlace.Offsets) {
    self.init(numbers.lanes(place.0), numbers.lanes(place.1))
  }

  @inline(__always)
  func store(_ numbers: UnsafeMutablePointer<Double>, _ place: PairPlace.Offsets) {
    numbers.store(a, place.0)
    numbers.store(b, place.1)
  }

  @inline(__always)
  private static func each(_ x: LanePair, _ body: (Lanes) -> Lanes) -> LanePair {
    LanePair(body(x.a), body(x.b))
  }

  @inline(__always)
  private static func each(_ x: LanePair, _ y: LanePair, _ body: (Lanes, Lanes) -> Lanes) -> LanePair {
    LanePair(body(x.a, y.a), body(x.b, y.b))
  }

  @inline(__always)
  private static func each(
    _ x: LanePair, _ y: LanePair, _ z: LanePair, _ body: (Lanes, Lanes, Lanes) -> Lanes
  ) -> LanePair {
    LanePair(body(x.a, y.a, z.a), body(x.b, y.b, z.b))
  }
}

extension LanePair {
  @inline(__always) static func + (x: LanePair, y: LanePair) -> LanePair { each(x, y) { $0 + $1 } }
  @inline(__always) static func - (x: LanePair, y: LanePair) -> LanePair { each(x, y) { $0 - $1 } }
  @inline(__always) static func * (x: LanePair, y: LanePair) -> LanePair { each(x, y) { $0 * $1 } }
  @inline(__always) static func / (x: LanePair, y: LanePair) -> LanePair { each(x, y) { $0 / $1 } }
  @inline(__always) static func * (x: LanePair, y: Double) -> LanePair { x * LanePair(y) }
  @inline(__always) static func + (x: LanePair, y: Double) -> LanePair { x + LanePair(y) }

  /// x·y + z
  @inline(__always)
  static func multiplyAdd(_ x: LanePair, _ y: LanePair, _ z: LanePair) -> LanePair {
    each(x, y, z) { elementary_multiply_add_lanes($0, $1, $2) }
  }

  @inline(__always)
  static func multiplyAdd(_ x: LanePair, _ y: LanePair, _ z: Double) -> LanePair { multiplyAdd(x, y, LanePair(z)) }

  /// z − x·y
  @inline(__always)
  static func subtractProduct(_ x: LanePair, _ y: LanePair, from z: LanePair) -> LanePair {
    each(x, y, z) { elementary_subtract_product_lanes($0, $1, $2) }
  }

  /// q₁q₂ − k² ≥ 0 with an error of its own last digits (Kahan): exactly 0 where k is q₁ and q₂.
  @inline(__always)
  static func determinant(_ q1: LanePair, _ q2: LanePair, _ k: LanePair) -> LanePair {
    let square = k * k
    let rounding = multiplyAdd(LanePair(0) - k, k, square)
    return max(LanePair(0), multiplyAdd(q1, q2, LanePair(0) - square) + rounding)
  }

  @inline(__always) var squareRoot: LanePair { Self.each(self) { elementary_sqrt_lanes($0) } }
  /// 1/x of x ≥ 0, and 0 for 0.
  @inline(__always) var inverse: LanePair { Self.each(self) { elementary_inverse_lanes($0) } }

  /// √x, or 0 below the threshold, which is positive.
  @inline(__always) func cutRoot(below threshold: Double) -> LanePair {
    Self.each(self) { elementary_cut_root_lanes($0, threshold) }
  }

  /// The largest of all lanes, of numbers that are not negative.
  @inline(__always) var largest: Double { elementary_largest_lane(elementary_max_lanes(a, b)) }

  @inline(__always) var magnitude: LanePair { Self.each(self) { elementary_magnitude_lanes($0) } }

  /// Of numbers that are not negative, what stands for those above the threshold and for the others.
  @inline(__always) func choose(above threshold: Double, _ one: Double, else other: Double) -> LanePair {
    Self.each(self) { elementary_choose_lanes($0, threshold, one, other) }
  }

  /// The number turned round where `other` is negative.
  @inline(__always) func turned(by other: LanePair) -> LanePair {
    Self.each(self, other) { elementary_signed_lanes($0, $1) }
  }
  @inline(__always) static func min(_ x: LanePair, _ y: LanePair) -> LanePair {
    each(x, y) { elementary_min_lanes($0, $1) }
  }
  @inline(__always) static func max(_ x: LanePair, _ y: LanePair) -> LanePair {
    each(x, y) { elementary_max_lanes($0, $1) }
  }
}

/// Where two eights of pairs lie: in the plane, and in the tables of the first and of the second image. At the end of a
/// plane the last eight may stand twice; it is then read before it is written, and written alike.
struct PairPlace {
  typealias Offsets = (Int, Int)
  let plane: Offsets
  let first: Offsets
  let second: Offsets
}

extension CovariancePlane {
  @inline(__always)
  func forEachPair(_ body: (PairPlace) -> Void) {
    let step = Lanes.scalarCount
    guard rowLength % (2 * step) == 0 else { return forEachPairOfRows(body) }
    for row in rows {
      let (own, one, two) = (row &* rowLength, row &* first.rowStride, otherRow(row) &* second.rowStride)
      var k = 0
      while k < rowLength {
        let next = k &+ step
        body(
          PairPlace(plane: (own &+ k, own &+ next), first: (one &+ k, one &+ next), second: (two &+ k, two &+ next)))
        k = next &+ step
      }
    }
  }

  /// The same where a row holds an odd number of eights: an eight of one row beside that of the next.
  @inline(__always)
  private func forEachPairOfRows(_ body: (PairPlace) -> Void) {
    for k in stride(from: 0, to: rowLength, by: Lanes.scalarCount) {
      var row = rows.lowerBound
      while row < rows.upperBound {
        let next = row &+ 1 < rows.upperBound ? row &+ 1 : row
        body(
          PairPlace(
            plane: (row &* rowLength &+ k, next &* rowLength &+ k),
            first: (row &* first.rowStride &+ k, next &* first.rowStride &+ k),
            second: (otherRow(row) &* second.rowStride &+ k, otherRow(next) &* second.rowStride &+ k)))
        row = row &+ 2
      }
    }
  }
}
