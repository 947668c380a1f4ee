import CElementary
import LinearAlgebra

/// A dual on covariances that is a closed form of one angle α: of x = sin α, y = cos α = √(1 − x²) and α itself.
public protocol AngularDual: CovarianceDual {
  /// Maps the rows.
  func map(_ rows: AngleRows)
}

/// Rows of a plane of covariances on their way to φ: what is mapped is written into the plane, what is not mapped yet
/// stands there or somewhere else.
public struct AngleRows {
  /// Numbers of scratch for `count` numbers in the rows: x, y and the angle, and a gap for what waits at the beginning.
  public static func scratchCount(_ count: Int) -> Int { 3 * count + gap }
  private static let gap = 2 * Lanes.scalarCount

  let plane: CovariancePlane
  private let covariances: UnsafePointer<Double>
  private let tangents: UnsafePointer<Double>?
  private let scratch: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - plane: which rows are meant, and where they go.
  ///   - covariances: K, row behind row from the first one that is meant; so are the others.
  ///   - tangents: Θ, if the plane has it.
  ///   - scratch: `scratchCount` numbers.
  public init(
    _ plane: CovariancePlane, covariances: UnsafePointer<Double>, tangents: UnsafePointer<Double>?,
    scratch: UnsafeMutablePointer<Double>
  ) {
    (self.plane, self.covariances, self.tangents, self.scratch) = (plane, covariances, tangents, scratch)
  }

  /// x = r r′ k and y = √(1 − x²), which is 0 where 1 − x² is below `coinciding`.
  ///
  /// - Parameter number: where r stands among the quantities of a position.
  @inline(__always)
  func angle(scale number: Int, coinciding: Double) -> (LanePair, PairPlace) -> (x: LanePair, y: LanePair) {
    let first = plane.first.base + number &* plane.first.quantityStride
    let second = plane.second.base + number &* plane.second.quantityStride
    return { k, place in
      let x = k * (LanePair(first, place.first) * LanePair(second, place.second))
      return (x, LanePair.subtractProduct(x, x, from: LanePair(1)).cutRoot(below: coinciding))
    }
  }

  /// Replaces K and Θ by `close(K, x, y, (2/π) α, place)` and its derivative times Θ, two eights at a time. Without Θ
  /// the second number of the answer is not needed.
  ///
  /// The polynomial of each angle is evaluated beside the next one's square root, and φ in a loop of its own: in one
  /// chain they would take a hundred cycles, further than a processor can look ahead.
  ///
  /// - Parameters:
  ///   - isRelative: Whether small angles need their own digits.
  ///   - angle: x and y of K.
  @inline(__always)
  func map(
    isRelative: Bool = false, angle: (LanePair, PairPlace) -> (x: LanePair, y: LanePair),
    close: (LanePair, LanePair, LanePair, LanePair, PairPlace) -> (value: LanePair, derivative: LanePair)
  ) {
    let (first, step) = (plane.rows.lowerBound &* plane.rowLength, Lanes.scalarCount)
    let count = plane.rows.count &* plane.rowLength
    let angles = scratch + Self.gap
    let (xs, ys) = (angles + count, angles + 2 &* count)
    @inline(__always) func own(_ place: PairPlace) -> PairPlace.Offsets {
      (place.plane.0 &- first, place.plane.1 &- first)
    }
    @inline(__always) func evaluate(_ place: PairPlace.Offsets) {
      var angle = LaneArcSine.folded(LanePair(angles, place))
      if isRelative {
        let (x, y) = (LanePair(xs, place), LanePair(ys, place))
        angle = LaneArcSine.relative(LaneArcSine.unfold(angle, x, cosine: y), x)
      }
      angle.store(angles, place)
    }
    // Before the first there is the gap.
    var former: PairPlace.Offsets = (-2 &* step, -step)
    LanePair(0).store(angles, former)
    plane.forEachPair { place in
      let own = own(place)
      let (x, y) = angle(LanePair(covariances, own), place)
      evaluate(former)
      x.store(xs, own)
      y.store(ys, own)
      LaneArcSine.fold(x, cosine: y).store(angles, own)
      former = own
    }
    evaluate(former)
    @inline(__always) func closed(_ place: PairPlace) -> (value: LanePair, derivative: LanePair) {
      let own = own(place)
      let (x, y, angle) = (LanePair(xs, own), LanePair(ys, own), LanePair(angles, own))
      let turn = isRelative ? angle : LaneArcSine.unfold(angle, x, cosine: y)
      return close(LanePair(covariances, own), x, y, turn, place)
    }
    if let target = plane.tangents, let tangents {
      plane.forEachPair { place in
        let (value, derivative) = closed(place)
        let mapped = derivative * LanePair(tangents, own(place))
        value.store(plane.covariances, place.plane)
        mapped.store(target, place.plane)
      }
    } else {
      plane.forEachPair { place in closed(place).value.store(plane.covariances, place.plane) }
    }
  }
}

extension AngularDual {
  public func map(_ plane: CovariancePlane) {
    // As many rows as stay in the first-level cache with their scratch.
    let count = max(1, 256 / plane.rowLength)
    let numbers = AngleRows.scratchCount(count * plane.rowLength)
    withUnsafeTemporaryAllocation(byteCount: numbers * MemoryLayout<Double>.stride, alignment: 64) { bytes in
      let scratch = bytes.bindMemory(to: Double.self)
      scratch.initialize(repeating: 0)
      guard let scratch = scratch.baseAddress else { return }
      for start in stride(from: plane.rows.lowerBound, to: plane.rows.upperBound, by: count) {
        let place = start * plane.rowLength
        map(
          AngleRows(
            plane.rows(start..<min(start + count, plane.rows.upperBound)), covariances: plane.covariances + place,
            tangents: plane.tangents.map { $0 + place }, scratch: scratch))
      }
    }
  }
}
