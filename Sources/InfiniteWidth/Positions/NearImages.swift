import Architectures
import Inputs
import LinearAlgebra

/// ε and Θ behind `flatten` of images that nearly coincide or are nearly opposite, with the relative precision that
/// covariances lack.
///
/// Planes carry covariances, so 1 − K/√(K K′), at a position as behind the head, has an error of some ulp of 1. φ's
/// derivative kernel goes like √ε and √(1 + c) there and magnifies it, and so do the layers on vectors that follow.
/// Where positions meet only themselves (`flatten`, no window) their separations close on themselves as well
/// (`EqualPositions`), and pairs whose inputs or heads are within `refined` of 1 or −1 are carried once more that way.
/// Under `globalAveragePooling` the equal positions are a small part of all pairs, and the one that nearly coincides:
/// their Θ takes the place of what they had in the mean, and ε behind the head keeps its error of some ulp.
struct NearImages: Sendable {
  /// Below this ε is carried once more. 1 − c from a rounded quotient has an error of 2⁻⁵³ and some ulp of 1 for every
  /// layer before it, which is 1e-16/ε of ε and more: at 1e-4 some 1e-12, four of its sixteen digits; as for vectors
  /// (`VectorPairs`).
  static let refined = 1e-4

  private let program: EqualPositionsProgram
  private let pairs: PixelPairs
  /// Whether layers on vectors magnify the error of ε. Without one K gains nothing, and is the same beside Θ as alone.
  private let needsSeparation: Bool
  /// The squares of the images' norms.
  private let rowSquares: [Double]
  private let columnSquares: [Double]

  /// - Parameters:
  ///   - program: nil where positions meet others.
  ///   - layers: those on vectors behind the head.
  /// - Returns: nil where nothing needs ε, or nothing can.
  init?(_ program: EqualPositionsProgram?, layers: [Layer], _ pairs: PixelPairs, wantsTangent: Bool) {
    guard let program else { return nil }
    let needsTangent = wantsTangent && program.hasSlots
    needsSeparation = !program.isPooled && layers.contains { $0.holds { $0.elementwise != nil } }
    guard needsTangent || needsSeparation else { return nil }
    (self.program, self.pairs) = (program, pairs)
    func squares(_ images: Matrix<Double>) -> [Double] {
      (0..<images.rows).map { images.row($0).reduce(0) { $0 + $1 * $1 } }
    }
    rowSquares = squares(pairs.rows)
    columnSquares = pairs.isSymmetric ? rowSquares : squares(pairs.columns)
  }

  /// Whether |c| of two images is near 1.
  private func isNear(_ row: Int, _ column: Int) -> Bool {
    let (x, y) = (pairs.rows.row(row), pairs.columns.row(column))
    var product = 0.0
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        for k in x.indices { product += x[k] * y[k] }
      }
    }
    let scale = rowSquares[row].squareRoot() * columnSquares[column].squareRoot()
    return product.magnitude > (1 - Self.refined) * scale
  }

  /// Replaces ε (by −(1 + c) where they are nearly opposite) and Θ of the near pairs of a tile, row-major without gaps.
  /// - Parameter equalTangents: the mean of Θ over equal positions.
  /// - Complexity: some 10 ns a near pair, position, layer and neighbour, and the preparation of every image's duals.
  func refine(
    _ tile: Tile, separations: inout [Double], tangents: inout [Double], equalTangents: [Double], wantsTangent: Bool
  ) throws {
    let isPooled = program.isPooled
    for (k, row) in tile.rows.enumerated() {
      let line = k * tile.columns.count
      let near = tile.columns.indices.filter { column in
        if pairs.isSymmetric && column >= row { return false }
        let separation = separations[line + column - tile.columns.lowerBound]
        return !isPooled && min(separation, 2 - separation) < Self.refined || isNear(row, column)
      }
      guard !near.isEmpty else { continue }
      let positions = try EqualPositions(
        program, row: pairs.rows.row(row), columns: near.map(pairs.columns.row), channels: pairs.channels)
      for (number, column) in near.enumerated() {
        let place = line + column - tile.columns.lowerBound
        let found = positions.head(number)
        if isPooled {
          tangents[place] += program.pooledShare * (found.tangent - equalTangents[place])
        } else {
          if needsSeparation { separations[place] = found.separation }
          if wantsTangent { tangents[place] = found.tangent }
        }
      }
    }
  }
}
