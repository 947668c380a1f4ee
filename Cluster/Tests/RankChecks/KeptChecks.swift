import Foundation
import LinearAlgebra
import Ranks

/// Entry (i, j) is first[i] + second[j], of arrays that are told.
struct SumRecipe: MatrixRecipe {
  static let kind = "sums"

  let first, second: Matrix<Double>
  var number: KeptNumber?

  var rows: Int { first.columns }
  var columns: Int { second.columns }

  func block(_ tile: Tile) -> Matrix<Double> {
    var block = Matrix<Double>(rows: tile.rows.count, columns: tile.columns.count)
    for (k, i) in tile.rows.enumerated() {
      for (l, j) in tile.columns.enumerated() { block[k, l] = first[0, i] + second[0, j] }
    }
    return block
  }

  func message() throws -> RecipeMessage {
    try RecipeMessage(Self.kind, rows, matrices: [first, second], numbers: [nil, number])
  }

  init(_ first: [Double], _ second: [Double], _ number: KeptNumber?) {
    self.first = Matrix(rows: 1, columns: first.count, elements: first)
    self.second = Matrix(rows: 1, columns: second.count, elements: second)
    self.number = number
  }

  init(_ message: RecipeMessage) { (first, second) = (message.matrices[0], message.matrices[1]) }
}

/// Arrays with a number are told once: what the others have of it is what they were told first.
struct KeptChecks {
  let leader: Leader

  func run(_ checks: Checks) {
    // More strips of 256 columns than ranks, so that every rank has some.
    let second = (0..<2000).map { Double($0) * 0.5 }
    let number = KeptNumber()
    checks.attempt("kept") {
      for (k, first) in [[1.0, 2], [3], Array(repeating: 4, count: 300)].enumerated() {
        let recipe = SumRecipe(first, second, number)
        checks.expect("block \(k) with a kept array", try leader.block(recipe) { _ in } == whole(recipe))
      }
      // Under the same number another array is not told: the columns of other ranks are those of the first. This is
      // how it is seen that nothing was sent.
      let other = SumRecipe([1], second.map { -$0 }, number)
      let found = try leader.block(other) { _ in }
      let strips = (0..<2000).map { $0 / 256 % leader.count == 0 ? 1 - second[$0] : 1 + second[$0] }
      checks.expect("nothing is sent again", found.elements == strips)
      // After a recipe without it, it is.
      _ = try leader.block(SumRecipe([1], [2], nil)) { _ in }
      checks.expect("after another recipe it is told anew", try leader.block(other) { _ in } == whole(other))
      let next = SumRecipe([1], [2, 5], KeptNumber())
      checks.expect("another number", try leader.block(next) { _ in } == whole(next))
    }
  }

  private func whole(_ recipe: SumRecipe) -> Matrix<Double> {
    recipe.block(Tile(rows: 0..<recipe.rows, columns: 0..<recipe.columns))
  }
}
