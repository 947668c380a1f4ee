import CElementary
import LinearAlgebra
import Nonlinearities

/// A type that networks can be trained in: `Float`, or `Double` to check it.
public protocol TrainableScalar: Scalar, ElementaryScalar {
  /// The loops of `GradientStrips`.
  static var tiles: TileLoops<Self> { get }
}

extension Float: TrainableScalar {
  public static let tiles = TileLoops<Float>(
    rows: tile_row_count(), columns: tile_columns_single(), packLeft: tile_pack_left_single,
    packRight: tile_pack_right_single, strip: tile_strip_single)
}

extension Double: TrainableScalar {
  public static let tiles = TileLoops<Double>(
    rows: tile_row_count(), columns: tile_columns_double(), packLeft: tile_pack_left_double,
    packRight: tile_pack_right_double, strip: tile_strip_double)
}
