import Foundation

/// A matrix of which any process can compute any tile, bit for bit, and what another must be told to do the same.
package protocol MatrixRecipe: Sendable {
  var rows: Int { get }
  var columns: Int { get }

  /// The entries of a tile whose edges are multiples of 256, row-major. Of a symmetric matrix only tiles of the lower
  /// triangle are asked for, and of one on the diagonal what is right of it is of no meaning.
  func block(_ tile: Tile) throws -> Matrix<Double>

  func message() throws -> RecipeMessage
}

/// Work in pieces that know nothing of each other, such as the tiles of a file.
package protocol PieceWork: Sendable {
  /// Matrices that piece `number` gives, of these shapes.
  func shapes(_ number: Int) -> [(rows: Int, columns: Int)]
  func result(_ number: Int) throws -> [Matrix<Double>]

  func message() throws -> RecipeMessage
}

/// From which another process makes the same recipe: its kind, what is small as JSON, and arrays.
package struct RecipeMessage: Sendable {
  /// By which the receiver knows what to make of it.
  package let kind: String
  package let settings: Data
  package let matrices: [Matrix<Double>]
  package let bytes: [[UInt8]]
  /// Those of the arrays that have one, matrices before bytes; of what is not named: none.
  package let numbers: [KeptNumber?]

  package init(
    kind: String, settings: Data, matrices: [Matrix<Double>] = [], bytes: [[UInt8]] = [], numbers: [KeptNumber?] = []
  ) {
    (self.kind, self.settings, self.matrices, self.bytes, self.numbers) = (kind, settings, matrices, bytes, numbers)
  }

  package init(
    _ kind: String, _ settings: some Encodable, matrices: [Matrix<Double>] = [], bytes: [[UInt8]] = [],
    numbers: [KeptNumber?] = []
  ) throws {
    self.init(
      kind: kind, settings: try JSONEncoder().encode(settings), matrices: matrices, bytes: bytes, numbers: numbers)
  }

  package func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
    try JSONDecoder().decode(type, from: settings)
  }
}
