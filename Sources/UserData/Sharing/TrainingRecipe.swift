import Inference
import InfiniteWidth
import LinearAlgebra

/// The kernel of a posterior's training inputs, of which any process computes any tile.
struct TrainingRecipe: MatrixRecipe {
  static let kind = "training kernel"

  private let blocks: PosteriorBlocks
  /// Of the inputs.
  private let number: KeptNumber?

  /// A process computes a tile on one thread, and as many tiles at a time as it has threads.
  init(_ blocks: PosteriorBlocks, number: KeptNumber) {
    self.number = number
    self.blocks = PosteriorBlocks(kernel: blocks.kernel, inputs: blocks.inputs, others: blocks.others, threads: 1)
  }

  var rows: Int { blocks.inputs.rows }
  var columns: Int { rows }

  func block(_ tile: Tile) throws -> Matrix<Double> { try blocks.block(tile.rows, tile.columns) }

  func message() throws -> RecipeMessage {
    // How inputs stand to the anchor is told, not found anew: another processor may round it to another side.
    let anchored = blocks.others.map {
      Matrix(rows: 3, columns: $0.count, elements: $0.roots + $0.separations + $0.signs)
    }
    return try RecipeMessage(
      Self.kind, KernelDescription(blocks.kernel), matrices: [blocks.inputs] + (anchored.map { [$0] } ?? []),
      numbers: [number])
  }

  /// - Throws: `SharingFailure.message`.
  init(_ message: RecipeMessage) throws {
    number = nil
    guard let inputs = message.matrices.first else { throw SharingFailure.message }
    let others = message.matrices.dropFirst().first.map {
      AnchoredInputs(roots: Array($0.row(0)), separations: Array($0.row(1)), signs: Array($0.row(2)))
    }
    blocks = PosteriorBlocks(
      kernel: try message.settings(as: KernelDescription.self).kernel(), inputs: inputs, others: others, threads: 1)
  }
}
