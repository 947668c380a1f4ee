import Architectures
import Inputs
import LinearAlgebra

/// How the entries of one kernel matrix are computed: by the composed map where all inputs share one norm and the matrix is
/// large enough to pay for building it, by the recursion otherwise.
enum PairMap: Sendable {
  case composed(ComposedMap)
  case recursion(PairRecursion)
  case table(TableRecursion)

  /// Entries below which the recursion is cheaper than building the map (tens of thousands of evaluations).
  static let worthComposing = 200_000

  init(_ layers: [Layer], _ pairs: some InputPairs, algorithm: KernelAlgorithm, wantsTangent: Bool) throws {
    if case .lookupTable(let table) = algorithm {
      guard let variance = Self.commonVariance(of: pairs), !wantsTangent else {
        throw InfiniteWidthError.notTabulated(layer: wantsTangent ? "the NTK" : "inputs of different norms")
      }
      self = .table(try TableRecursion(layers, table: table, variance: variance))
    } else if let variance = Self.commonVariance(of: pairs),
      pairs.rowVariances.count * pairs.columnVariances.count >= Self.worthComposing,
      let map = try ComposedMap(layers, variance: variance, wantsTangent: wantsTangent)
    {
      self = .composed(map)
    } else {
      let program = try PairProgram(
        layers, rowVariances: pairs.rowVariances, columnVariances: pairs.columnVariances,
        isSymmetric: pairs.isSymmetric)
      self = .recursion(PairRecursion(program: program, wantsTangent: wantsTangent))
    }
  }

  /// The variance that all inputs share, if they do.
  private static func commonVariance(of pairs: some InputPairs) -> Double? {
    guard let variance = pairs.rowVariances.first, pairs.rowVariances.allSatisfy({ $0 == variance }),
      pairs.columnVariances.allSatisfy({ $0 == variance })
    else { return nil }
    return variance
  }

  /// Turns the separations of a tile into K, and writes Θ where wanted; both row-major without gaps.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>,
    workspace: inout PairRecursion.Workspace
  ) {
    let n = tile.columns.count
    for (k, row) in tile.rows.enumerated() {
      switch self {
      case .composed(let map):
        map.run(count: n, separations: separations + k * n, tangents: tangents + k * n)
      case .table(let table): table.run(count: n, separations: separations + k * n)
      case .recursion(let recursion):
        for first in stride(from: 0, to: n, by: PairRecursion.blockLength) {
          recursion.run(
            row: row, firstColumn: tile.columns.lowerBound + first,
            count: min(PairRecursion.blockLength, n - first), separations: separations + k * n + first,
            tangents: tangents + k * n + first, workspace: &workspace)
        }
      }
    }
  }
}
