import Architectures
import CElementary
import LinearAlgebra
import Nonlinearities

/// Convolutions of 3 × 3 on rows of whole lanes. A few rows are summed and mapped by φ before the next few, so that K
/// and Θ go through the first-level cache once a layer.
extension SpatialConvolution {
  /// - Parameter masks: `masks` of the offset, if it needs any.
  func sumThreeByThree(
    _ covariances: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, _ offset: PositionOffset,
    _ scratch: UnsafeMutablePointer<Double>, _ masks: UnsafePointer<Double>?, _ activation: SpatialActivation?
  ) {
    let planes = (covariances, tangents ?? covariances, masks ?? UnsafePointer(covariances))
    // One loop for every answer that is the same for all of a plane.
    let edge = padding == .circular ? Edge.torus : masks == nil ? .zeros : .masks
    switch (tangents != nil, activation?.dual.angular != nil, edge) {
    case (true, true, .torus): sumRows(planes, offset, scratch, activation, tangent: true, angle: true, .torus)
    case (true, true, .zeros): sumRows(planes, offset, scratch, activation, tangent: true, angle: true, .zeros)
    case (true, true, .masks): sumRows(planes, offset, scratch, activation, tangent: true, angle: true, .masks)
    case (true, false, .torus): sumRows(planes, offset, scratch, activation, tangent: true, angle: false, .torus)
    case (true, false, .zeros): sumRows(planes, offset, scratch, activation, tangent: true, angle: false, .zeros)
    case (true, false, .masks): sumRows(planes, offset, scratch, activation, tangent: true, angle: false, .masks)
    case (false, true, .torus): sumRows(planes, offset, scratch, activation, tangent: false, angle: true, .torus)
    case (false, true, .zeros): sumRows(planes, offset, scratch, activation, tangent: false, angle: true, .zeros)
    case (false, true, .masks): sumRows(planes, offset, scratch, activation, tangent: false, angle: true, .masks)
    case (false, false, .torus): sumRows(planes, offset, scratch, activation, tangent: false, angle: false, .torus)
    case (false, false, .zeros): sumRows(planes, offset, scratch, activation, tangent: false, angle: false, .zeros)
    case (false, false, .masks): sumRows(planes, offset, scratch, activation, tangent: false, angle: false, .masks)
    }
  }

  /// What stands beside the first and the last column: the others, zeros, or zeros and a seam somewhere between.
  private enum Edge { case torus, zeros, masks }

  @inline(__always)
  private func sumRows(
    _ planes: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Double>),
    _ offset: PositionOffset, _ scratch: UnsafeMutablePointer<Double>, _ activation: SpatialActivation?, tangent: Bool,
    angle: Bool, _ edge: Edge
  ) {
    // Everything by value: what is read from an object is read again in every row.
    let (width, height, isTorus) = (grid.width, grid.height, edge == .torus)
    let (weight, bias, gain) = (neighbourWeight, Lanes(repeating: biasVariance), gain)
    let (dual, plane, masks) = (activation?.dual, activation?.plane, planes.2)
    let (angular, coinciding) = (dual?.angular, dual?.coinciding ?? 1)
    let scales = ScaleRows(activation, else: masks)
    let group = RowGroup(scratch, width: width)
    let breakRow = height - offset.y
    let first = group.overwritten(planes.0, isTangent: false, height: height, isTorus: isTorus, breakRow: breakRow)
    let second = group.overwritten(planes.1, isTangent: true, height: height, isTorus: isTorus, breakRow: breakRow)
    var start = 0
    while start < height {
      let groupEnd = min(start &+ RowGroup.count, height)
      var (y, block) = (start, group.blocks)
      while y < groupEnd {
        var sums = RowSums(first.neighbours(y, isFirstOfGroup: y == start), width: width, isTorus: isTorus)
        var tangentSums =
          tangent
          ? RowSums(second.neighbours(y, isFirstOfGroup: y == start), width: width, isTorus: isTorus) : sums
        let (one, two) = scales.row(y)
        // The sums are handed over rather than captured: a captured variable is guarded at every use.
        @inline(__always) func finish(
          _ block: UnsafeMutablePointer<Double>, _ sums: inout RowSums, _ tangentSums: inout RowSums, _ next: Lanes,
          _ nextTangent: Lanes, _ k: Int
        ) {
          let joined =
            edge == .masks ? RowSums.Joined(left: masks.lanes(k), right: masks.lanes(2 &* width &+ k)) : nil
          let neighbours = sums.sums(before: next, joined)
          let covariance = elementary_multiply_add_lanes(neighbours, weight, bias)
          block.store(covariance, 0)
          if tangent {
            let sum = tangentSums.sums(before: nextTangent, joined)
            let gained = elementary_multiply_add_lanes(neighbours, gain.weight, gain.bias)
            block.store(elementary_multiply_add_lanes(sum, weight, gained), Lanes.scalarCount)
          }
          if angle {
            AngleRows.finish(
              block, covariance: covariance, scale: one.lanes(k) * two.lanes(k), coinciding: coinciding)
          }
        }
        var (k, next) = (0, Lanes.scalarCount)
        while next < width {
          let (columns, tangentColumns) = (sums.columns(next), tangent ? tangentSums.columns(next) : .zero)
          finish(block, &sums, &tangentSums, columns, tangentColumns, k)
          (k, next, block) = (next, next &+ Lanes.scalarCount, block + AngleRows.blockCount)
        }
        let (end, tangentEnd) = (sums.end, tangentSums.end)
        finish(block, &sums, &tangentSums, end, tangentEnd, k)
        (y, block) = (y &+ 1, block + AngleRows.blockCount)
      }
      first.keep(row: groupEnd &- 1)
      if tangent { second.keep(row: groupEnd &- 1) }
      if angle, let angular, let plane {
        angular.map(AngleRows(plane.rows(start..<groupEnd), blocks: group.blocks))
      } else {
        let count = (groupEnd &- start) &* width
        group.copy(tangents: false, count: count, to: planes.0 + start &* width)
        if tangent { group.copy(tangents: true, count: count, to: planes.1 + start &* width) }
        if let dual, let plane { dual.dual.map(plane.rows(start..<groupEnd)) }
      }
      start = groupEnd
    }
  }
}

/// The numbers r and r′ of rows of pairs (`AngularDual`); of no meaning where φ has none. What `CovariancePlane` finds
/// anew for every row is found once here.
private struct ScaleRows {
  private let first, second: UnsafePointer<Double>
  private let strides: (Int, Int)
  private let shift: Int
  private let rowCount: Int

  init(_ activation: SpatialActivation?, else nothing: UnsafePointer<Double>) {
    guard let activation, activation.dual.angular != nil else {
      (first, second, strides, shift, rowCount) = (nothing, nothing, (0, 0), 0, 0)
      return
    }
    let (plane, number) = (activation.plane, activation.dual.scaleQuantity)
    first = plane.first.base + number * plane.first.quantityStride
    second = plane.second.base + number * plane.second.quantityStride
    (strides, shift, rowCount) = ((plane.first.rowStride, plane.second.rowStride), plane.shift, plane.rowCount)
  }

  @inline(__always)
  func row(_ y: Int) -> (UnsafePointer<Double>, UnsafePointer<Double>) {
    let moved = y &+ shift
    let other = moved < rowCount ? moved : moved &- rowCount
    return (first + y &* strides.0, second + other &* strides.1)
  }
}
