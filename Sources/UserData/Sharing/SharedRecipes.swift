import LinearAlgebra

/// What other processes make of the messages of this module's recipes.
package enum SharedRecipes {
  /// nil: it is of another module.
  /// - Throws: what is wrong with it, or with a file that it names.
  package static func matrix(_ message: RecipeMessage) throws -> (any MatrixRecipe)? {
    switch message.kind {
    case TrainingRecipe.kind: try TrainingRecipe(message)
    case CrossRecipe.kind: try CrossRecipe(message)
    case StoredRecipe.kind: try StoredRecipe(message)
    default: nil
    }
  }

  /// - Throws: likewise.
  package static func pieces(_ message: RecipeMessage) throws -> any PieceWork {
    guard message.kind == KernelTiles.kind else { throw SharingFailure.message }
    return try KernelTiles(message)
  }
}
