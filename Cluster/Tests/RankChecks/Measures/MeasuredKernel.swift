import Architectures
import InfiniteWidth
import LinearAlgebra
import Ranks

/// A kernel of the size and cost of MNIST's: vectors of 784 numbers behind three hidden layers of ReLU, which every
/// rank gets as it gets a user's.
struct MeasuredKernel: MatrixRecipe {
  static let kind = "measured kernel"
  static let width = 784

  let inputs: Matrix<Double>
  let kernel: Kernel

  /// Numbers in [0, 1) by a fixed sequence (splitmix64).
  init(order: Int) throws {
    var state: UInt64 = 1
    try self.init(
      inputs: Matrix(rows: order, columns: Self.width) { numbers in
        for k in numbers.indices {
          state &+= 0x9E37_79B9_7F4A_7C15
          var z = state
          z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
          z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
          numbers[k] = Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
      })
  }

  private init(inputs: Matrix<Double>) throws {
    self.inputs = inputs
    kernel = try Architecture.fullyConnected(
      depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1
    ).infiniteWidth
  }

  var rows: Int { inputs.rows }
  var columns: Int { rows }

  func block(_ tile: Tile) throws -> Matrix<Double> {
    let matrices = try kernel.matrices(
      rows: part(tile.rows), columns: part(tile.columns), get: .nngp, path: .recursion, threads: 1)
    guard let block = matrices.nngp else { throw InfiniteWidthError.noWeights }
    return block
  }

  private func part(_ rows: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: rows.count, columns: Self.width,
      elements: Array(inputs.elements[rows.lowerBound * Self.width..<rows.upperBound * Self.width]))
  }

  func message() throws -> RecipeMessage { try RecipeMessage(Self.kind, rows, matrices: [inputs]) }

  init(_ message: RecipeMessage) throws {
    guard let inputs = message.matrices.first else { throw FormulaMatrix.Broken() }
    try self.init(inputs: inputs)
  }
}
