import Foundation
import LinearAlgebra

/// A kernel that was computed before, whole or of joined parts, which every process reads from the same file.
struct StoredRecipe: MatrixRecipe {
  static let kind = "stored kernel"

  private struct Settings: Codable {
    let path, name: String
  }

  private let kernel: StoredKernel

  init(_ kernel: StoredKernel) { self.kernel = kernel }

  var rows: Int { kernel.order }
  var columns: Int { kernel.order }

  func block(_ tile: Tile) throws -> Matrix<Double> { try kernel.lowerBlock(tile) }

  func message() throws -> RecipeMessage {
    try RecipeMessage(Self.kind, Settings(path: kernel.path, name: kernel.name))
  }

  /// - Throws: as `StoredKernel`, also where this process does not see the file.
  init(_ message: RecipeMessage) throws {
    let settings = try message.settings(as: Settings.self)
    kernel = try StoredKernel(settings.name, in: URL(filePath: settings.path))
  }
}
