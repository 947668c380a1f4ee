import InfiniteWidth
import LinearAlgebra

/// The kernel, or the separations, between test inputs and training inputs.
struct CrossRecipe: MatrixRecipe {
  static let kind = "cross kernel"

  private struct Settings: Codable {
    let kernel: KernelDescription
    let isSeparations: Bool
  }

  private let kernel: Kernel
  private let first, second: Matrix<Double>
  /// Separations as they are carried, in the place of the kernel.
  private let isSeparations: Bool
  /// Of the training inputs.
  private let number: KeptNumber?

  init(
    _ kernel: Kernel, rows: Matrix<Double>, columns: Matrix<Double>, number: KeptNumber?, isSeparations: Bool
  ) {
    (self.kernel, first, second, self.number, self.isSeparations) = (kernel, rows, columns, number, isSeparations)
  }

  var rows: Int { first.rows }
  var columns: Int { second.rows }

  func block(_ tile: Tile) throws -> Matrix<Double> {
    let (rows, columns) = (first.part(tile.rows), second.part(tile.columns))
    if isSeparations {
      return try kernel.separations(rows: rows, columns: columns, keepsOpposites: true, threads: 1)
    }
    guard let matrix = try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: 1).nngp else {
      throw InfiniteWidthError.noWeights
    }
    return matrix
  }

  func message() throws -> RecipeMessage {
    try RecipeMessage(
      Self.kind, Settings(kernel: KernelDescription(kernel), isSeparations: isSeparations),
      matrices: [first, second], numbers: [nil, number])
  }

  /// - Throws: `SharingFailure.message`.
  init(_ message: RecipeMessage) throws {
    guard message.matrices.count == 2 else { throw SharingFailure.message }
    let settings = try message.settings(as: Settings.self)
    self.init(
      try settings.kernel.kernel(), rows: message.matrices[0], columns: message.matrices[1], number: nil,
      isSeparations: settings.isSeparations)
  }
}
