import CElementary
import LinearAlgebra

/// A dual on covariances that is a closed form of one angle: with a number r of either position,
///
///     x = r r′ k,    y = √(1 − x²),
///
/// cosine and sine of it, or sine and cosine. Both can be had while the covariances are on their way out of a convolution: the
/// square root, which takes the processor longer than all the rest, then runs beside the convolution's sums.
public protocol AngularDual: CovarianceDual {
  /// Where r stands among the quantities of a position.
  var scaleQuantity: Int { get }
  /// 1 − x² below this counts as 0. Positive.
  var coinciding: Double { get }

  /// Maps the rows.
  func map(_ rows: AngleRows)
}

/// Rows of a plane of covariances with the angle of each. What is mapped is written into the plane.
public struct AngleRows {
  let plane: CovariancePlane
  /// K, Θ, x and y of `plane.rows`, one row behind the other.
  let covariances: UnsafePointer<Double>
  let tangents: UnsafePointer<Double>?
  let xs: UnsafePointer<Double>
  let ys: UnsafePointer<Double>

  /// - Parameter plane: which rows are meant, and where they go.
  public init(
    _ plane: CovariancePlane, covariances: UnsafePointer<Double>, tangents: UnsafePointer<Double>?,
    xs: UnsafePointer<Double>, ys: UnsafePointer<Double>
  ) {
    (self.plane, self.covariances, self.tangents, self.xs, self.ys) = (plane, covariances, tangents, xs, ys)
  }

  /// y of eight pairs.
  @inlinable @inline(__always)
  public static func complement(of x: Lanes, coinciding: Double) -> Lanes {
    let square = elementary_subtract_product_lanes(x, x, Lanes(repeating: 1))
    return elementary_sqrt_lanes(elementary_cut_lanes(square, coinciding))
  }

  /// Replaces K and Θ by `body`'s answer, two eights at a time; without Θ its second number is not computed.
  @inline(__always)
  func mapEach(_ body: (LanePair, LanePair, LanePair, PairPlace) -> (value: LanePair, derivative: LanePair)) {
    let origin = plane.rows.lowerBound &* plane.rowLength
    @inline(__always) func duals(_ place: PairPlace, _ own: PairPlace.Offsets) -> (value: LanePair, derivative: LanePair) {
      body(LanePair(covariances, own), LanePair(xs, own), LanePair(ys, own), place)
    }
    if let tangents, let target = plane.tangents {
      plane.forEachPair { place in
        let own = (place.plane.0 &- origin, place.plane.1 &- origin)
        let dual = duals(place, own)
        let tangent = dual.derivative * LanePair(tangents, own)
        dual.value.store(plane.covariances, place.plane)
        tangent.store(target, place.plane)
      }
    } else {
      plane.forEachPair { place in
        let own = (place.plane.0 &- origin, place.plane.1 &- origin)
        duals(place, own).value.store(plane.covariances, place.plane)
      }
    }
  }
}

extension AngularDual {
  public func map(_ plane: CovariancePlane) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * plane.rowLength) { numbers in
      numbers.initialize(repeating: 0)
      guard let xs = numbers.baseAddress else { return }
      let ys = xs + plane.rowLength
      for row in plane.rows {
        let (one, two) = plane.quantity(scaleQuantity, row: row)
        let covariances = plane.covariances + row * plane.rowLength
        for k in stride(from: 0, to: plane.rowLength, by: Lanes.scalarCount) {
          let x = covariances.lanes(k) * (one.lanes(k) * two.lanes(k))
          xs.store(x, k)
          ys.store(AngleRows.complement(of: x, coinciding: coinciding), k)
        }
        map(
          AngleRows(
            plane.rows(row..<row + 1), covariances: covariances,
            tangents: plane.tangents.map { UnsafePointer($0 + row * plane.rowLength) }, xs: xs, ys: ys))
      }
    }
  }
}
