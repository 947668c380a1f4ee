import CElementary
import LinearAlgebra

/// The sums over m of one row with eight columns, the last term first.
struct MehlerTerms {
  let row: UnsafePointer<Double>
  let columns: UnsafePointer<Double>
  let count: Int
  /// The level at which each lane begins.
  let starts: Lanes
  /// x
  let square: Lanes

  /// Calls `join` with 1 for the lanes that have begun and 0 for those that begin now, and then `term` for their m.
  @inline(__always)
  private func descend(join: (Lanes) -> Void, _ term: (Int) -> Void) {
    var level = min(Int(elementary_largest_lane(starts)), MehlerLevel.counts.count - 1)
    MehlerLevel.counts.withUnsafeBufferPointer { counts in
      while level >= 0 {
        join(elementary_choose_lanes(starts, Double(level) + 0.5, 1, 0))
        let first = level > 0 ? counts[level &- 1] : 0
        var m = min(count, counts[level]) &- 1
        while m >= first {
          term(m)
          m &-= 1
        }
        level &-= 1
      }
    }
  }

  /// b₁ b₂ of term m.
  @inline(__always)
  private func slope(_ m: Int) -> Lanes {
    Lanes(repeating: row[count &+ m]) * columns.lanes((count &+ m) &* Lanes.scalarCount)
  }

  /// Σ pₘ xᵐ and Σ b₁b₂ xᵐ
  @inline(__always)
  func plain(derivative wantsDerivative: Bool) -> (sum: Lanes, derivative: Lanes) {
    var (sum, derivative) = (Lanes.zero, Lanes.zero)
    descend(join: { (sum, derivative) = (sum * $0, derivative * $0) }) { m in
      let product = Lanes(repeating: row[m]) * columns.lanes(m &* Lanes.scalarCount)
      sum = elementary_multiply_add_lanes(sum, square, product)
      if wantsDerivative { derivative = elementary_multiply_add_lanes(derivative, square, slope(m)) }
    }
    return (sum, derivative)
  }

  /// ½ Σ (â₁ − â₂)², Σ pₘ, Σ (Σ_{k>m} pₖ) xᵐ and Σ b₁b₂ xᵐ
  @inline(__always)
  func near(derivative wantsDerivative: Bool) -> (radial: Lanes, whole: Lanes, tails: Lanes, derivative: Lanes) {
    var (sum, tail, radial, derivative) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    descend(
      join: { (sum, tail, radial, derivative) = (sum * $0, tail * $0, radial * $0, derivative * $0) },
      { m in
        let (one, two) = (Lanes(repeating: row[m]), columns.lanes(m &* Lanes.scalarCount))
        sum = elementary_multiply_add_lanes(sum, square, tail)
        tail = elementary_multiply_add_lanes(one, two, tail)
        radial = elementary_multiply_add_lanes(one - two, one - two, radial)
        if wantsDerivative { derivative = elementary_multiply_add_lanes(derivative, square, slope(m)) }
      })
    return (radial * 0.5, tail, sum, derivative)
  }
}
