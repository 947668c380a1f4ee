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
    switch (tangents != nil, edge) {
    case (true, .torus): sumRows(planes, offset, scratch, activation, tangent: true, .torus)
    case (true, .zeros): sumRows(planes, offset, scratch, activation, tangent: true, .zeros)
    case (true, .masks): sumRows(planes, offset, scratch, activation, tangent: true, .masks)
    case (false, .torus): sumRows(planes, offset, scratch, activation, tangent: false, .torus)
    case (false, .zeros): sumRows(planes, offset, scratch, activation, tangent: false, .zeros)
    case (false, .masks): sumRows(planes, offset, scratch, activation, tangent: false, .masks)
    }
  }

  /// What stands beside the first and the last column: the others, zeros, or zeros and a seam somewhere between.
  private enum Edge { case torus, zeros, masks }

  @inline(__always)
  private func sumRows(
    _ planes: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Double>),
    _ offset: PositionOffset, _ scratch: UnsafeMutablePointer<Double>, _ activation: SpatialActivation?, tangent: Bool,
    _ edge: Edge
  ) {
    // Everything by value: what is read from an object is read again in every row.
    let (width, height, isTorus) = (grid.width, grid.height, edge == .torus)
    let (weight, bias, gain) = (neighbourWeight, Lanes(repeating: biasVariance), gain)
    let masks = planes.2
    let group = RowGroup(scratch, width: width)
    let breakRow = height - offset.y
    let first = group.overwritten(planes.0, isTangent: false, height: height, isTorus: isTorus, breakRow: breakRow)
    let second = group.overwritten(planes.1, isTangent: true, height: height, isTorus: isTorus, breakRow: breakRow)
    // In the NTK parameterisation what Θ gains is K′ itself.
    let gainsCovariance = gain.weight == weight && gain.bias == bias
    let gained = gainsCovariance ? group.covariances : group.tangents
    let joined = edge == .masks ? RowSums.Joined(left: masks, right: masks + 2 &* width) : nil
    var start = 0
    while start < height {
      let groupEnd = min(start &+ RowGroup.count, height)
      var (y, row) = (start, 0)
      while y < groupEnd {
        let isFirst = y == start
        RowSums(first.neighbours(y, isFirstOfGroup: isFirst), width: width, isTorus: isTorus).forEach(joined) {
          sum, k in
          group.covariances.store(elementary_multiply_add_lanes(sum, weight, bias), row &+ k)
          if tangent, !gainsCovariance {
            group.tangents.store(elementary_multiply_add_lanes(sum, gain.weight, gain.bias), row &+ k)
          }
        }
        if tangent {
          RowSums(second.neighbours(y, isFirstOfGroup: isFirst), width: width, isTorus: isTorus).forEach(joined) {
            group.tangents.store(elementary_multiply_add_lanes($0, weight, gained.lanes(row &+ $1)), row &+ $1)
          }
        }
        (y, row) = (y &+ 1, row &+ width)
      }
      first.keep(row: groupEnd &- 1)
      if tangent { second.keep(row: groupEnd &- 1) }
      group.finish(start..<groupEnd, to: (planes.0, tangent ? planes.1 : nil), activation)
      start = groupEnd
    }
  }
}
