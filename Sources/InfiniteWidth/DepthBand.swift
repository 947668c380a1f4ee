/// K and Θ at one depth between a few row inputs and all column inputs, row-major, for the length of a call.
public struct DepthBand {
  /// The position in `DepthSweep.depths`.
  public let position: Int
  /// The row inputs.
  public let rows: Range<Int>
  public let columnCount: Int
  /// From one row to the next, at least `columnCount`.
  public let stride: Int
  /// K, [rows, columns]; nil if it was not asked for.
  public let nngp: UnsafePointer<Double>?
  /// Θ, likewise.
  public let ntk: UnsafePointer<Double>?

  /// Copies K or Θ without gaps.
  public func values(of quantity: KeyPath<DepthBand, UnsafePointer<Double>?>) -> [Double] {
    guard let first = self[keyPath: quantity] else { return [] }
    return rows.indices.flatMap {
      Array(UnsafeBufferPointer(start: first + ($0 - rows.lowerBound) * stride, count: columnCount))
    }
  }
}
