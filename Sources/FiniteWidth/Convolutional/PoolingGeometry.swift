import Architectures
import LinearAlgebra

/// Means, or sums, over windows of an image [height, width, channels]. A mean divides by all positions of a window,
/// those outside the image too. Global pooling is a window as large as the image.
struct PoolingGeometry: Sendable, Hashable {
  private let rows: WindowLoop
  private let columns: WindowLoop
  let channels: Int
  let isSum: Bool

  init(_ window: WindowGeometry, channels: Int, isSum: Bool) {
    rows = WindowLoop(window.height, window.padding)
    columns = WindowLoop(window.width, window.padding)
    (self.channels, self.isSum) = (channels, isSum)
  }

  /// Over all positions.
  init(global shape: SpatialShape, isSum: Bool) {
    (rows, columns) = (WindowLoop(whole: shape.height), WindowLoop(whole: shape.width))
    (channels, self.isSum) = (shape.channels, isSum)
  }

  @inline(__always)
  private func factor<S: Scalar>(as type: S.Type) -> S { isSum ? 1 : 1 / S(rows.window * columns.window) }

  /// Numbers of an image.
  var inputCount: Int { rows.length * columns.length * channels }
  var outputCount: Int { rows.output * columns.output * channels }

  /// y ← means of the windows of x, for `count` images.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func pool<S: Scalar>(_ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>, count: Int) {
    let factor = factor(as: S.self)
    y.update(repeating: 0, count: count * outputCount)
    visit(count: count) { source, target in
      let (x, y) = (x + source, y + target)
      for c in 0..<channels { y[c] += x[c] }
    }
    for k in 0..<count * outputCount { y[k] *= factor }
  }

  /// The transpose: each position of dx gets the dy of all its windows, divided by a window's area; or that added.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func spread<S: Scalar>(
    _ dy: UnsafePointer<S>, _ dx: UnsafeMutablePointer<S>, count: Int, adds: Bool
  ) {
    let factor = factor(as: S.self)
    // Disjoint windows write every position once.
    let writes = !adds && rows.isTiling && columns.isTiling
    if !adds && !writes { dx.update(repeating: 0, count: count * inputCount) }
    visit(count: count) { source, target in
      let (dx, dy) = (dx + source, dy + target)
      if writes {
        for c in 0..<channels { dx[c] = factor * dy[c] }
      } else {
        for c in 0..<channels { dx[c] += factor * dy[c] }
      }
    }
  }

  /// Where the channels of each position of each window begin, and those of the window.
  @inline(__always)
  private func visit(count: Int, _ body: (_ source: Int, _ target: Int) -> Void) {
    var target = 0
    for i in 0..<count {
      for window in 0..<rows.output * columns.output {
        let (y, x) = (rows.start(window / columns.output), columns.start(window % columns.output))
        for dy in 0..<rows.window {
          guard let row = rows.inside(y + dy) else { continue }
          let first = (i * rows.length + row) * columns.length
          for dx in 0..<columns.window {
            if let column = columns.inside(x + dx) { body((first + column) * channels, target) }
          }
        }
        target += channels
      }
    }
  }
}

extension PoolingGeometry {
  /// [n, output] from [n, input].
  func pooled<S: Scalar>(_ images: Matrix<S>) -> Matrix<S> {
    Matrix(rows: images.rows, columns: outputCount) { target in
      images.elements.withUnsafeBufferPointer { source in
        guard let x = source.baseAddress, let y = target.baseAddress else { return }
        pool(x, y, count: images.rows)
      }
    }
  }

  /// The transpose of `pooled`: [n, input] from [n, output].
  func spread<S: Scalar>(_ gradient: Matrix<S>) -> Matrix<S> {
    Matrix(rows: gradient.rows, columns: inputCount) { target in
      gradient.elements.withUnsafeBufferPointer { source in
        guard let dy = source.baseAddress, let dx = target.baseAddress else { return }
        spread(dy, dx, count: gradient.rows, adds: false)
      }
    }
  }
}
