import Architectures
import LinearAlgebra

/// The layers behind the head, on vectors: those of a fully-connected network, begun with the head's K and Θ.
struct VectorStage: Sendable {
  let layers: [Layer]
  /// K and Θ of every row and column input behind the head.
  let rows: [SelfCovariance]
  let columns: [SelfCovariance]
  /// Layers before these, the head included.
  let former: Int
  /// Whether dropouts, those before the head counted, leave pairs hardly anything in common (`CosineRecursion`).
  var needsCosines = false
  /// Keeps ε's relative precision; nil where nothing needs it or nothing can.
  var near: NearImages?

  /// K and Θ of inputs with themselves after the layers, of those behind the head.
  /// - Throws: `InfiniteWidthError.overflows`.
  func behind(_ head: [SelfCovariance], get quantities: KernelQuantities) throws -> [SelfCovariance] {
    try head.map { input in
      var value = input
      try value.apply(finite: layers, get: quantities, after: former)
      return value
    }
  }

  /// Replaces K and Θ of a tile, row-major without gaps.
  /// - Parameter equalTangents: the mean of Θ over equal positions.
  /// - Complexity: some ns a pair and layer.
  func apply(
    _ tile: Tile, nngp: inout [Double], ntk: inout [Double], equalTangents: [Double], wantsTangent: Bool
  ) throws {
    let (rowVariances, columnVariances) = (rows[tile.rows].map(\.nngp), columns[tile.columns].map(\.nngp))
    let covariances = needsCosines ? nngp : []
    for (i, one) in rowVariances.enumerated() {
      for (j, two) in columnVariances.enumerated() {
        let (place, scale) = (i * tile.columns.count + j, one.geometricMean(with: two))
        nngp[place] = scale > 0 ? max(0, min(2, 1 - nngp[place] / scale)) : 0
      }
    }
    try near?.refine(
      tile, separations: &nngp, tangents: &ntk, equalTangents: equalTangents, wantsTangent: wantsTangent)
    // A tile's size depends on the number of threads; the bits of its pairs must not.
    if needsCosines {
      let recursion = try CosineRecursion(
        layers, rowVariances: rowVariances, columnVariances: columnVariances, isPairwise: true)
      for (i, one) in rowVariances.enumerated() {
        for (j, two) in columnVariances.enumerated() {
          let (place, scale) = (i * tile.columns.count + j, one.geometricMean(with: two))
          let cosine = scale > 0 ? covariances[place] / scale : 1
          var pair = CosinePair(carried: nngp[place], cosine: cosine, tangent: wantsTangent ? ntk[place] : 0)
          recursion.advance(&pair, i, j)
          nngp[place] = recursion.kernel(of: pair, i, j)
          if wantsTangent { ntk[place] = pair.tangent }
        }
      }
    } else {
      var compiler = PairCompiler(
        rowVariances: rowVariances, columnVariances: columnVariances, isSymmetric: false, isPairwise: true)
      Self.advance(try compiler.segment(layers), tile, &nngp, &ntk, wantsTangent)
    }
  }

  private static func advance(
    _ segment: DepthSegment, _ tile: Tile, _ nngp: inout [Double], _ ntk: inout [Double], _ wantsTangent: Bool
  ) {
    let own = Tile(rows: 0..<tile.rows.count, columns: 0..<tile.columns.count)
    var workspace = PairWorkspace()
    nngp.withUnsafeMutableBufferPointer { nngp in
      ntk.withUnsafeMutableBufferPointer { ntk in
        guard let separations = nngp.baseAddress else { return }
        segment.advance(
          own, separations: separations, tangents: wantsTangent ? ntk.baseAddress : nil, lowerTriangleOnly: false,
          workspace: &workspace)
        segment.writeKernels(own, separations: separations, kernels: separations, lowerTriangleOnly: false)
      }
    }
  }
}
