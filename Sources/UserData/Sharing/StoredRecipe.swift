import Foundation
import LinearAlgebra

/// A kernel that was computed before, whole or of joined parts, which every process reads from the same file.
struct StoredRecipe: MatrixRecipe {
  static let kind = "stored kernel"

  private struct Settings: Codable {
    let path, name: String
  }

  private let kernel: StoredKernel
  /// Kᵢᵢ
  private let diagonal: [Double]

  init(_ kernel: StoredKernel, diagonal: [Double]) { (self.kernel, self.diagonal) = (kernel, diagonal) }

  var rows: Int { kernel.order }
  var columns: Int { kernel.order }

  func block(_ tile: Tile) throws -> Matrix<Double> { try kernel.lowerBlock(tile, diagonal: diagonal) }

  func message() throws -> RecipeMessage {
    // Told, so that not every process reads its numbers one by one.
    try RecipeMessage(
      Self.kind, Settings(path: kernel.path, name: kernel.name),
      matrices: [Matrix(rows: 1, columns: diagonal.count, elements: diagonal)])
  }

  /// - Throws: `SharingFailure.message`; as `StoredKernel`, also where this process does not see the file.
  init(_ message: RecipeMessage) throws {
    let settings = try message.settings(as: Settings.self)
    kernel = try StoredKernel(settings.name, in: URL(filePath: settings.path))
    diagonal = message.matrices.first?.elements ?? []
    guard diagonal.count == kernel.order else { throw SharingFailure.message }
  }
}
