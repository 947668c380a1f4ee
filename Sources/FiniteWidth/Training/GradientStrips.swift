import LinearAlgebra

/// W_R ← optimiser(W_R, h_Rᵀ ∂z) for rows R of a layer's weights, strip by strip.
///
/// A strip of the gradient, some thousand numbers, is handed to the optimiser as soon as it is formed, from the second
/// cache; meanwhile the strip's weights and moments have come there from memory. The optimiser's pass over them, which
/// memory limits where it stands alone, so takes place while products are formed.
///
/// Sums run over the examples in order, whatever the strips: every number is that of
///
///     s ← h[r, i] ∂z[r, j] + s   for r = 0, 1, …
///
/// with one rounding a step where the processor has fused multiply-add, and two elsewhere (`tiles.h`).
struct GradientStrips<S: TrainableScalar> {
  /// The most examples: beyond, panels leave the caches, and a library's product is faster.
  static var mostExamples: Int { 1024 }

  /// Numbers of ∂z that are in the second cache at a time.
  private static var rightNumbers: Int { 1 << 17 }
  /// Numbers of a strip, about: its weights and moments are in the second cache with it.
  private static var stripNumbers: Int { 6_000 }
  /// Numbers of a layer that stay in the second cache from step to step with their moments.
  private static var nearNumbers: Int { 1 << 15 }

  private let examples, fanOut: Int
  /// Of ∂z, in the second cache at a time.
  private let columns: Int
  /// Rows of a strip.
  private let rows: Int
  private let tiles = S.tiles

  /// - Precondition: 0 < examples ≤ `mostExamples`.
  init(examples: Int, fanOut: Int) {
    (self.examples, self.fanOut) = (examples, fanOut)
    columns = min(fanOut, max(1, Self.rightNumbers / examples / tiles.columns) * tiles.columns)
    rows = max(1, Self.stripNumbers / columns / tiles.rows) * tiles.rows
  }

  /// `count`, in whole multiples of `unit`.
  private func whole(_ count: Int, of unit: Int) -> Int { (count + unit - 1) / unit * unit }

  private func leftSize(_ features: Int) -> Int { whole(features, of: tiles.rows) * examples }

  private var rightSize: Int { whole(columns, of: tiles.columns) * examples }

  /// Numbers of memory that `run` needs for so many rows of W.
  func scratch(features: Int) -> Int { leftSize(features) + rightSize + rows * columns + tiles.columns }

  /// - Parameters:
  ///   - h: the examples' features, [examples, fanIn].
  ///   - gradient: ∂z, [examples, fanOut].
  ///   - features: R.
  ///   - scratch: as large as `scratch(features:)` says.
  ///   - clock: where the time of products is added up.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func run(
    _ h: UnsafePointer<S>, _ gradient: UnsafePointer<S>, _ layer: TrainedLayer<S>, _ features: Range<Int>,
    _ update: OptimiserUpdate, scratch: UnsafeMutablePointer<S>, clock: UnsafeMutablePointer<MatrixProductTime>?
  ) {
    let weights = layer.weights
    let (left, right) = (scratch, scratch + leftSize(features.count))
    let strip = right + rightSize
    tiles.packLeft(h + features.lowerBound, layer.fanIn, examples, features.count, left)
    for firstColumn in stride(from: 0, to: fanOut, by: columns) {
      let count = min(columns, fanOut - firstColumn)
      tiles.packRight(gradient + firstColumn, fanOut, examples, count, right)
      for firstRow in stride(from: 0, to: features.count, by: rows) {
        let count = (rows: min(rows, features.count - firstRow), columns: count)
        let place = (features.lowerBound + firstRow) * fanOut + firstColumn
        let start = MatrixProductTime.now
        multiply(left + firstRow * examples, right, count, into: strip, weights, at: place)
        clock?.pointee.seconds += MatrixProductTime.now - start
        if count.columns == fanOut {
          update.apply(to: weights, first: place, count: count.rows * fanOut, gradient: strip)
        } else {
          for row in 0..<count.rows {
            update.apply(
              to: weights, first: place + row * fanOut, count: count.columns, gradient: strip + row * count.columns)
          }
        }
      }
    }
    clock?.pointee.operations += 2 * Double(examples) * Double(features.count) * Double(fanOut)
  }

  /// One strip of the gradient, its rows one behind the other.
  @inline(__always)
  private func multiply(
    _ left: UnsafePointer<S>, _ right: UnsafePointer<S>, _ count: (rows: Int, columns: Int),
    into strip: UnsafeMutablePointer<S>, _ weights: TrainedNumbers<S>, at place: Int
  ) {
    let panels = (count.columns + tiles.columns - 1) / tiles.columns
    let isFar = weights.count > Self.nearNumbers
    for row in stride(from: 0, to: count.rows, by: tiles.rows) {
      let place = place + row * fanOut
      tiles.strip(
        left + row * examples, right, examples, panels, strip + row * count.columns, count.columns,
        isFar ? UnsafePointer(weights.values + place) : nil, (weights.firstMoments ?? weights.values) + place,
        (weights.secondMoments ?? weights.values) + place, fanOut, min(tiles.rows, count.rows - row))
    }
  }
}
