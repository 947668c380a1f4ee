import Architectures
import Inputs
import LinearAlgebra

/// The way of one kernel matrix, chosen and prepared.
enum PairMap: Sendable {
  case composed(ComposedMap)
  case recursion(PairRecursion)
  case cosines(CosineRecursion)
  case table(TableRecursion)

  /// Entries below which the recursion is cheaper than building the map (tens of thousands of evaluations).
  static let worthComposing = 200_000

  init(
    _ layers: [Layer], _ pairs: some InputPairs, algorithm: KernelAlgorithm, wantsTangent: Bool, path: KernelPath
  ) throws {
    if case .lookupTable(let table) = algorithm {
      guard let variance = Self.commonVariance(of: pairs), !wantsTangent else {
        throw InfiniteWidthError.notTabulated(layer: wantsTangent ? "the NTK" : "inputs of different norms")
      }
      self = .table(try TableRecursion(layers, table: table, variance: variance))
    } else if CosineRecursion.isNeeded(by: layers) {
      self = .cosines(
        try CosineRecursion(layers, rowVariances: pairs.rowVariances, columnVariances: pairs.columnVariances))
    } else if Self.isWorthComposing(pairs, path), let variance = Self.commonVariance(of: pairs),
      let map = try ComposedMap(layers, variance: variance, wantsTangent: wantsTangent)
    {
      self = .composed(map)
    } else {
      self = .recursion(
        try PairRecursion(
          layers, rowVariances: pairs.rowVariances, columnVariances: pairs.columnVariances,
          isSymmetric: pairs.isSymmetric))
    }
  }

  private static func isWorthComposing(_ pairs: some InputPairs, _ path: KernelPath) -> Bool {
    switch path {
    case .automatic: pairs.rowVariances.count * pairs.columnVariances.count >= worthComposing
    case .composed: true
    case .recursion: false
    }
  }

  /// The variance that all inputs share, if they do.
  private static func commonVariance(of pairs: some InputPairs) -> Double? {
    guard let variance = pairs.rowVariances.first, pairs.rowVariances.allSatisfy({ $0 == variance }),
      pairs.columnVariances.allSatisfy({ $0 == variance })
    else { return nil }
    return variance
  }

  /// Pieces of the composed map; nil for the other ways.
  var pieceCount: Int? {
    switch self {
    case .composed(let map): map.pieceCount
    case .recursion, .cosines, .table: nil
    }
  }

  /// Turns the separations of a tile into K, and writes Θ unless nil; both row-major without gaps.
  /// - Parameter lowerTriangleOnly: leave the entries right of the diagonal as they are.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    lowerTriangleOnly: Bool, workspace: inout PairWorkspace
  ) {
    if case .recursion(let recursion) = self {
      recursion.run(
        tile, separations: separations, tangents: tangents, lowerTriangleOnly: lowerTriangleOnly,
        workspace: &workspace)
      return
    }
    if case .cosines(let recursion) = self {
      recursion.run(tile, separations: separations, tangents: tangents, lowerTriangleOnly: lowerTriangleOnly)
      return
    }
    for (k, row) in tile.rows.enumerated() {
      let end = lowerTriangleOnly ? min(tile.columns.upperBound, row + 1) : tile.columns.upperBound
      let (count, offset) = (end - tile.columns.lowerBound, k * tile.columns.count)
      switch self {
      case .composed(let map):
        map.run(
          count: count, separations: separations + offset, tangents: tangents.map { $0 + offset }, workspace: &workspace
        )
      case .table(let table): table.run(count: count, separations: separations + offset)
      case .recursion, .cosines: break
      }
    }
  }
}
