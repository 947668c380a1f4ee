import Architectures
import Inputs
import LinearAlgebra
import Nonlinearities

/// The NNGP kernel of inputs of one common variance as a function of their separation alone, K = F(ε): prepared once,
/// applied to any pairs of such inputs. `Kernel.commonVariance(_:)` makes it.
///
/// `Kernel` prepares its map anew for every matrix. Where an architecture meets a training matrix and
/// block after block of test images, and a grid has hundreds of architectures, that is most of the work.
public struct CommonVarianceKernel: Sendable {
  /// q = x·x/d of every input.
  public let inputVariance: Double
  /// K(x, x).
  public let selfCovariance: Double
  private enum Way: Sendable {
    case composed(ComposedMap)
    case recursion(PairRecursion)
    case cosines(CosineRecursion)
  }
  private let way: Way

  /// - Parameters:
  ///   - layers: with repetitions written out.
  ///   - inputVariance: q = x·x/d of every input.
  /// - Throws: `InfiniteWidthError`, `NonlinearityFailure`.
  /// - Complexity: some ten thousand evaluations of the recursion.
  init(_ layers: [Layer], inputVariance: Double) throws {
    self.inputVariance = inputVariance
    var diagonal = SelfCovariance(inputVariance: inputVariance)
    try diagonal.apply(finite: layers, get: .nngp)
    selfCovariance = diagonal.nngp
    let columns = Array(repeating: inputVariance, count: PairBlock.largestColumnCount)
    if CosineRecursion.isNeeded(by: layers) {
      way = .cosines(try CosineRecursion(layers, rowVariances: [inputVariance], columnVariances: columns))
    } else if let map = try ComposedMap(layers, variance: inputVariance, wantsTangent: false) {
      way = .composed(map)
    } else {
      way = .recursion(
        try PairRecursion(layers, rowVariances: [inputVariance], columnVariances: columns, isSymmetric: false))
    }
  }

  /// Pieces of the composed function of the angle; nil where there is none and every pair takes the recursion.
  public var pieceCount: Int? {
    if case .composed(let map) = way { map.pieceCount } else { nil }
  }

  /// Buffers of one thread.
  public struct Workspace: Sendable {
    var pairs = PairWorkspace()
    public init() {}
  }

  /// Replaces `count` separations ε = 1 − c by K.
  /// - Complexity: about 4 ns a pair at any depth; about 1 ns a pair and layer (tanh: 10) where there is no composed
  ///   function.
  public func apply(to separations: UnsafeMutablePointer<Double>, count: Int, workspace: inout Workspace) {
    switch way {
    case .composed(let map): map.run(count: count, separations: separations, tangents: nil, workspace: &workspace.pairs)
    case .recursion(let recursion):
      Self.forEachBlock(of: count) { start, tile in
        recursion.run(
          tile, separations: separations + start, tangents: nil, lowerTriangleOnly: false, workspace: &workspace.pairs)
      }
    case .cosines(let recursion):
      Self.forEachBlock(of: count) { start, tile in
        recursion.run(tile, separations: separations + start, tangents: nil, lowerTriangleOnly: false)
      }
    }
  }

  private static func forEachBlock(of count: Int, _ body: (_ start: Int, Tile) -> Void) {
    for start in stride(from: 0, to: count, by: PairBlock.largestColumnCount) {
      body(start, Tile(rows: 0..<1, columns: 0..<min(PairBlock.largestColumnCount, count - start)))
    }
  }

  /// K between all inputs of symmetric pairs, [n, n], on the calling thread. The diagonal is `selfCovariance`.
  /// - Complexity: n²/2 pairs; n² numbers.
  public func symmetricMatrix(of pairs: some InputPairs, workspace: inout Workspace) -> Matrix<Double> {
    precondition(pairs.isSymmetric, "a symmetric kernel is of one list of inputs")
    precondition(pairs.rowVariances.allSatisfy { $0 == inputVariance }, "the inputs have the kernel's variance")
    let (n, size) = (pairs.rowVariances.count, pairs.preferredTile)
    var diagonal = SelfCovariance(inputVariance: 0)
    diagonal.nngp = selfCovariance
    let diagonals = Array(repeating: diagonal, count: n)
    var own = pairs.makeWorkspace()
    return Matrix(rows: n, columns: n) { target in
      let square = SquareTarget(nngp: target, columns: n)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: size * size) { tile in
        tile.initialize(repeating: 0)
        guard let values = tile.baseAddress else { return }
        for tile in TileGrid(rows: 0..<n, columns: 0..<n, tile: size).lowerTriangle {
          pairs.separations(of: tile, into: values, workspace: &own)
          for (k, row) in tile.rows.enumerated() {
            let count = min(tile.columns.upperBound, row + 1) - tile.columns.lowerBound
            apply(to: values + k * tile.columns.count, count: count, workspace: &workspace)
          }
          square.write(tile, nngp: values, ntk: nil, mirrored: true, diagonal: diagonals)
        }
      }
    }
  }
}
