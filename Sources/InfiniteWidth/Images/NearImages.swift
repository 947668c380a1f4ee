import Architectures
import Inputs
import LinearAlgebra

/// ε and Θ behind `flatten` of images that nearly coincide, with the relative precision that differences of covariances
/// lack.
///
/// Planes carry covariances, so 1 − K/√(K K′) behind the head has an error of some ulp of 1. The layers on vectors that
/// follow magnify it: φ's derivative kernel goes like √ε. Where positions meet only themselves (`flatten`, no window)
/// their separations close on themselves as well (`EqualPositions`), and pairs below `refined` are carried once more
/// that way. Under `globalAveragePooling` a pair of positions has no separation of its own kind, and the error of some
/// ulp stays.
struct NearImages: Sendable {
  /// Below this ε is carried once more. 1 − c from a rounded quotient has an error of 2⁻⁵³ and some ulp of 1 for every
  /// layer before it, which is 1e-16/ε of ε and more: at 1e-4 some 1e-12, four of its sixteen digits; as for vectors
  /// (`VectorPairs`).
  static let refined = 1e-4

  private let program: ImageProgram
  private let pairs: PixelPairs

  /// - Returns: nil where nothing behind the head needs ε, or positions meet others.
  init?(_ program: ImageProgram, _ pairs: PixelPairs) {
    guard program.isEqualPositionsOnly, program.stages.count == 1,
      program.vectorLayers.contains(where: \.hasActivation)
    else { return nil }
    (self.program, self.pairs) = (program, pairs)
  }

  /// Replaces ε and Θ of the near pairs of a tile, row-major without gaps.
  /// - Complexity: some 10 ns a near pair, position, layer and neighbour, and the preparation of every image's duals.
  func refine(_ tile: Tile, separations: inout [Double], tangents: inout [Double], wantsTangent: Bool) throws {
    for (k, row) in tile.rows.enumerated() {
      let line = k * tile.columns.count
      let near = tile.columns.indices.filter { separations[line + $0 - tile.columns.lowerBound] < Self.refined }
      guard !near.isEmpty else { continue }
      let positions = try EqualPositions(
        program, row: pairs.rows.row(row), columns: near.map(pairs.columns.row), channels: pairs.channels)
      for (number, column) in near.enumerated() {
        let place = line + column - tile.columns.lowerBound
        let found = positions.head(number)
        separations[place] = max(0, found.separation)
        if wantsTangent { tangents[place] = found.tangent }
      }
    }
  }
}

extension Layer {
  fileprivate var hasActivation: Bool {
    switch self {
    case .activation: true
    case .residual(let layers), .repeated(_, let layers): layers.contains(where: \.hasActivation)
    case .dense, .convolution, .flatten, .globalAveragePooling, .averagePooling, .layerNorm, .dropout: false
    }
  }
}
