import Architectures
import CElementary
import LinearAlgebra
import Nonlinearities

/// Convolutions of 3 × 3 on rows of whole lanes. A few rows are summed and mapped by φ before the next few, so that K and Θ go
/// through the first-level cache once a layer.
extension SpatialConvolution {
  /// - Parameter masks: `masks` of the offset, if it needs any.
  func sumThreeByThree(
    _ covariances: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, _ offset: PositionOffset,
    _ scratch: UnsafeMutablePointer<Double>, _ masks: UnsafePointer<Double>?, _ activation: SpatialActivation?
  ) {
    let planes = (covariances, tangents ?? covariances, masks ?? UnsafePointer(covariances))
    // One loop for every answer that is the same for all of a plane.
    switch (tangents != nil, masks != nil, activation?.dual.angular != nil) {
    case (true, false, true): sumRows(planes, offset, scratch, activation, tangent: true, masked: false, angle: true)
    case (true, false, false): sumRows(planes, offset, scratch, activation, tangent: true, masked: false, angle: false)
    case (false, false, true): sumRows(planes, offset, scratch, activation, tangent: false, masked: false, angle: true)
    case (false, false, false): sumRows(planes, offset, scratch, activation, tangent: false, masked: false, angle: false)
    case (true, true, true): sumRows(planes, offset, scratch, activation, tangent: true, masked: true, angle: true)
    case (true, true, false): sumRows(planes, offset, scratch, activation, tangent: true, masked: true, angle: false)
    case (false, true, true): sumRows(planes, offset, scratch, activation, tangent: false, masked: true, angle: true)
    case (false, true, false): sumRows(planes, offset, scratch, activation, tangent: false, masked: true, angle: false)
    }
  }

  @inline(__always)
  private func sumRows(
    _ planes: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Double>),
    _ offset: PositionOffset, _ scratch: UnsafeMutablePointer<Double>, _ activation: SpatialActivation?, tangent: Bool,
    masked: Bool, angle: Bool
  ) {
    // Everything by value: what is read from an object is read again in every row.
    let (width, height, isTorus) = (grid.width, grid.height, padding == .circular)
    let (weight, bias, gain) = (neighbourWeight, Lanes(repeating: biasVariance), Lanes(repeating: trainable ? 1 : 0))
    let coinciding = activation?.dual.coinciding ?? 1
    let scales = ScaleRows(activation, else: planes.2)
    let group = RowGroup(scratch, width: width)
    let breakRow = height - offset.y
    let first = group.overwritten(planes.0, isTangent: false, height: height, isTorus: isTorus, breakRow: breakRow)
    let second = group.overwritten(planes.1, isTangent: true, height: height, isTorus: isTorus, breakRow: breakRow)
    let masks = planes.2
    var start = 0
    while start < height {
      let groupEnd = min(start &+ RowGroup.count, height)
      var (y, place) = (start, 0)
      while y < groupEnd {
        var sums = RowSums(first.neighbours(y, isFirstOfGroup: y == start), width: width, isTorus: isTorus)
        var tangentSums =
          tangent
          ? RowSums(second.neighbours(y, isFirstOfGroup: y == start), width: width, isTorus: isTorus) : sums
        let (one, two) = scales.row(y)
        // The sums are handed over rather than captured: a captured variable is guarded at every use.
        @inline(__always) func finish(
          _ sums: inout RowSums, _ tangentSums: inout RowSums, _ next: Lanes, _ nextTangent: Lanes, _ k: Int
        ) {
          let joined = masked ? RowSums.Joined(left: masks.lanes(k), right: masks.lanes(2 &* width &+ k)) : nil
          let covariance = elementary_multiply_add_lanes(sums.sums(before: next, joined), weight, bias)
          group.covariances.store(covariance, place &+ k)
          if tangent {
            let sum = tangentSums.sums(before: nextTangent, joined)
            group.tangents.store(elementary_multiply_add_lanes(sum, weight, covariance * gain), place &+ k)
          }
          if angle {
            let x = covariance * (one.lanes(k) * two.lanes(k))
            group.xs.store(x, place &+ k)
            group.ys.store(AngleRows.complement(of: x, coinciding: coinciding), place &+ k)
          }
        }
        var (k, next) = (0, Lanes.scalarCount)
        while next < width {
          let (columns, tangentColumns) = (sums.columns(next), tangent ? tangentSums.columns(next) : .zero)
          finish(&sums, &tangentSums, columns, tangentColumns, k)
          (k, next) = (next, next &+ Lanes.scalarCount)
        }
        let (end, tangentEnd) = (sums.end, tangentSums.end)
        finish(&sums, &tangentSums, end, tangentEnd, k)
        (y, place) = (y &+ 1, place &+ width)
      }
      first.keep(row: groupEnd &- 1)
      if tangent { second.keep(row: groupEnd &- 1) }
      finish(group, start..<groupEnd, planes.0, tangent ? planes.1 : nil, activation)
      start = groupEnd
    }
  }

  /// Maps the rows of a group on their way back into the plane.
  private func finish(
    _ group: RowGroup, _ rows: Range<Int>, _ covariances: UnsafeMutablePointer<Double>,
    _ tangents: UnsafeMutablePointer<Double>?, _ activation: SpatialActivation?
  ) {
    if let activation, let angular = activation.dual.angular {
      return angular.map(
        AngleRows(
          activation.plane.rows(rows), covariances: group.covariances,
          tangents: tangents == nil ? nil : UnsafePointer(group.tangents), xs: group.xs, ys: group.ys))
    }
    let (start, count) = (rows.lowerBound * grid.width, rows.count * grid.width)
    (covariances + start).update(from: group.covariances, count: count)
    if let tangents { (tangents + start).update(from: group.tangents, count: count) }
    if let activation { activation.dual.dual.map(activation.plane.rows(rows)) }
  }
}

/// The numbers r and r′ of rows of pairs (`AngularDual`); of no meaning where φ has none.
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
