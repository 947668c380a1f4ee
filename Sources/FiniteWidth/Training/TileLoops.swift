/// Loops in C that form aᵀ b tile by tile, in one type of numbers: what they do stands in `tiles.h`.
public struct TileLoops<S>: Sendable {
  /// Source, its stride, rows, columns, and where the panels go.
  package typealias Pack = @Sendable (UnsafePointer<S>?, Int, Int, Int, UnsafeMutablePointer<S>?) -> Void
  package typealias Strip =
    @Sendable (
      UnsafePointer<S>?, UnsafePointer<S>?, Int, Int, UnsafeMutablePointer<S>?, Int, UnsafePointer<S>?,
      UnsafePointer<S>?, UnsafePointer<S>?, Int, Int
    ) -> Void

  /// Of a tile.
  package let rows, columns: Int
  package let packLeft, packRight: Pack
  package let strip: Strip
}
