import Ranks
import Foundation
import LinearAlgebra

/// A symmetric matrix by a formula, positive definite unless an entry is changed: exp(−|i − j|/30) + [i = j] diagonal.
struct FormulaMatrix: MatrixRecipe, Codable {
  var order: Int
  var diagonal = 0.5
  /// An entry of the diagonal that has another value; NaN as text, since JSON has none.
  var changed: Int?
  var value: Double?
  /// An entry of the diagonal that has no finite value.
  var isInfiniteAt: Int?
  /// The tile that begins there cannot be computed.
  var broken: Int?

  var rows: Int { order }
  var columns: Int { order }

  func entry(_ i: Int, _ j: Int) -> Double {
    if i == j, i == isInfiniteAt { return .infinity }
    if i == j, i == changed { return value ?? .nan }
    return exp(-Double(abs(i - j)) / 30) + (i == j ? diagonal : 0)
  }

  struct Broken: Error, CustomStringConvertible { let description = "row 512 cannot be computed; leave it out" }

  func block(_ tile: Tile) throws -> Matrix<Double> {
    if let broken, tile.rows.contains(broken), tile.columns.lowerBound == 0 { throw Broken() }
    var block = Matrix<Double>(rows: tile.rows.count, columns: tile.columns.count)
    for (k, i) in tile.rows.enumerated() { for (l, j) in tile.columns.enumerated() { block[k, l] = entry(i, j) } }
    return block
  }

  func message() throws -> RecipeMessage { try RecipeMessage("formula", self) }

  /// In one process.
  func packed() throws -> PackedSymmetricMatrix {
    try PackedSymmetricMatrix(order: order) { triangle in
      triangle.write(Tile(rows: 0..<order, columns: 0..<order), try whole().elements)
    }
  }

  func whole() throws -> Matrix<Double> { try block(Tile(rows: 0..<order, columns: 0..<order)) }
}

/// Pieces whose numbers say which they are.
struct FormulaPieces: PieceWork, Codable {
  /// The piece that cannot be computed.
  var broken: Int?

  func shapes(_ number: Int) -> [(rows: Int, columns: Int)] { [(number % 5 + 1, 3), (2, number % 3 + 1)] }

  func result(_ number: Int) throws -> [Matrix<Double>] {
    if number == broken { throw FormulaMatrix.Broken() }
    return shapes(number).map { Matrix(rows: $0.rows, columns: $0.columns, repeating: Double(number)) }
  }

  func message() throws -> RecipeMessage { try RecipeMessage("pieces", self) }
}
