import CElementary
import LinearAlgebra

/// A dual on covariances that is a closed form of one angle: with a number r of either position,
///
///     x = r r′ k,    y = √(1 − x²),
///
/// cosine and sine of it, or sine and cosine. Both can be had while the covariances are on their way out of a
/// convolution: what multiplies for the root then runs beside what adds for the convolution.
public protocol AngularDual: CovarianceDual {
  /// Where r stands among the quantities of a position.
  var scaleQuantity: Int { get }
  /// 1 − x² below this counts as 0. Positive.
  var coinciding: Double { get }

  /// Maps the rows.
  func map(_ rows: AngleRows)
}

/// Rows of a plane of covariances with the angle of each pair. What is mapped is written into the plane.
public struct AngleRows {
  /// Numbers of a block: eights of K, Θ, x and y of the same eight pairs, side by side.
  @inlinable @inline(__always)
  public static var blockCount: Int { 4 &* Lanes.scalarCount }

  let plane: CovariancePlane
  /// The blocks of `plane.rows`, one behind the other.
  let blocks: UnsafePointer<Double>

  /// - Parameter plane: which rows are meant, and where they go.
  public init(_ plane: CovariancePlane, blocks: UnsafePointer<Double>) {
    (self.plane, self.blocks) = (plane, blocks)
  }

  /// Completes a block that has K and Θ.
  @inlinable @inline(__always)
  public static func finish(
    _ block: UnsafeMutablePointer<Double>, covariance: Lanes, scale: Lanes, coinciding: Double
  ) {
    let x = covariance * scale
    let square = elementary_subtract_product_lanes(x, x, Lanes(repeating: 1))
    block.store(x, 2 &* Lanes.scalarCount)
    block.store(elementary_cut_root_lanes(square, coinciding), 3 &* Lanes.scalarCount)
  }

  /// Replaces K and Θ by `body(K, x, y, place)`, two eights at a time. Without Θ the second number of the answer is not
  /// needed.
  @inline(__always)
  func mapEach(_ body: (LanePair, LanePair, LanePair, PairPlace) -> (value: LanePair, derivative: LanePair)) {
    let (first, step) = (plane.rows.lowerBound &* plane.rowLength, Lanes.scalarCount)
    @inline(__always) func block(_ place: Int) -> Int { (place &- first) &* 4 }
    @inline(__always) func load(_ own: PairPlace.Offsets, _ part: Int) -> LanePair {
      LanePair(blocks, (own.0 &+ part &* step, own.1 &+ part &* step))
    }
    if let tangents = plane.tangents {
      plane.forEachPair { place in
        let own = (block(place.plane.0), block(place.plane.1))
        let (value, derivative) = body(load(own, 0), load(own, 2), load(own, 3), place)
        value.store(plane.covariances, place.plane)
        (derivative * load(own, 1)).store(tangents, place.plane)
      }
    } else {
      plane.forEachPair { place in
        let own = (block(place.plane.0), block(place.plane.1))
        body(load(own, 0), load(own, 2), load(own, 3), place).value.store(plane.covariances, place.plane)
      }
    }
  }
}

extension AngularDual {
  public func map(_ plane: CovariancePlane) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * plane.rowLength) { blocks in
      blocks.initialize(repeating: 0)
      guard let start = blocks.baseAddress else { return }
      for row in plane.rows {
        let (one, two) = plane.quantity(scaleQuantity, row: row)
        for k in stride(from: 0, to: plane.rowLength, by: Lanes.scalarCount) {
          let (block, place) = (start + 4 * k, row * plane.rowLength + k)
          let covariance = plane.covariances.lanes(place)
          block.store(covariance, 0)
          if let tangents = plane.tangents { block.store(tangents.lanes(place), Lanes.scalarCount) }
          AngleRows.finish(
            block, covariance: covariance, scale: one.lanes(k) * two.lanes(k), coinciding: coinciding)
        }
        map(AngleRows(plane.rows(row..<row + 1), blocks: start))
      }
    }
  }
}
