import LinearAlgebra

/// Two lists of images of one size, in float64, whose positions matter: the inputs of convolutional kernels.
public struct PixelPairs: Sendable {
  public let height: Int
  public let width: Int
  public let channels: Int
  /// [n₁, height · width · channels], the channels of a position side by side.
  public let rows: Matrix<Double>
  /// [n₂, …]; those of `rows` if the pairs are symmetric.
  public let columns: Matrix<Double>
  /// Whether rows and columns are the same list.
  public let isSymmetric: Bool

  /// - Parameter columns: nil for the pairs of `rows` with itself.
  /// - Throws: `PixelPairsError` for rows of another length and values whose square is not finite.
  public init(
    rows: Matrix<Double>, columns: Matrix<Double>? = nil, height: Int, width: Int, channels: Int
  ) throws {
    for (name, matrix) in [("x1", rows), ("x2", columns ?? rows)] {
      guard matrix.columns == height * width * channels else {
        throw PixelPairsError.sizesDiffer(
          name: name, count: matrix.columns, height: height, width: width, channels: channels)
      }
      for i in 0..<matrix.rows where !matrix.row(i).reduce(0, { $0 + $1 * $1 }).isFinite {
        throw PixelPairsError.notFinite(name: name, row: i)
      }
    }
    (self.rows, self.columns, isSymmetric) = (rows, columns ?? rows, columns == nil)
    (self.height, self.width, self.channels) = (height, width, channels)
  }
}
