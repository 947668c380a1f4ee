import LinearAlgebra

/// Means, or sums, over disjoint windows of an image [height, width, channels], whose sides the window's divide. Global
/// pooling is a window as large as the image.
struct PoolingGeometry: Sendable, Hashable {
  let input: SpatialShape
  let windowHeight: Int
  let windowWidth: Int
  var isSum = false

  @inline(__always)
  private func factor<S: Scalar>(as type: S.Type) -> S { isSum ? 1 : 1 / S(windowHeight * windowWidth) }

  var output: SpatialShape {
    SpatialShape(
      height: input.height / windowHeight, width: input.width / windowWidth, channels: input.channels)
  }

  /// y ← means of the windows of x, for `count` images.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func pool<S: Scalar>(_ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>, count: Int) {
    let factor = factor(as: S.self)
    y.update(repeating: 0, count: count * output.count)
    visit(count: count) { source, target in
      let (x, y) = (x + source, y + target)
      for c in 0..<input.channels { y[c] += x[c] }
    }
    for k in 0..<count * output.count { y[k] *= factor }
  }

  /// The transpose: each position of dx gets its window's dy divided by the window's area, or that added.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func spread<S: Scalar>(_ dy: UnsafePointer<S>, _ dx: UnsafeMutablePointer<S>, count: Int, adds: Bool) {
    let factor = factor(as: S.self)
    visit(count: count) { source, target in
      let (dx, dy) = (dx + source, dy + target)
      if adds {
        for c in 0..<input.channels { dx[c] += factor * dy[c] }
      } else {
        for c in 0..<input.channels { dx[c] = factor * dy[c] }
      }
    }
  }

  /// Where each position's channels begin, and those of its window.
  @inline(__always)
  private func visit(count: Int, _ body: (_ source: Int, _ target: Int) -> Void) {
    let output = output
    for i in 0..<count {
      for y in 0..<input.height {
        for x in 0..<input.width {
          let source = (i * input.height + y) * input.width + x
          let target = (i * output.height + y / windowHeight) * output.width + x / windowWidth
          body(source * input.channels, target * output.channels)
        }
      }
    }
  }
}

extension PoolingGeometry {
  /// [n, output] from [n, input].
  func pooled<S: Scalar>(_ images: Matrix<S>) -> Matrix<S> {
    Matrix(rows: images.rows, columns: output.count) { target in
      images.elements.withUnsafeBufferPointer { source in
        guard let x = source.baseAddress, let y = target.baseAddress else { return }
        pool(x, y, count: images.rows)
      }
    }
  }

  /// The transpose of `pooled`: [n, input] from [n, output].
  func spread<S: Scalar>(_ gradient: Matrix<S>) -> Matrix<S> {
    Matrix(rows: gradient.rows, columns: input.count) { target in
      gradient.elements.withUnsafeBufferPointer { source in
        guard let dy = source.baseAddress, let dx = target.baseAddress else { return }
        spread(dy, dx, count: gradient.rows, adds: false)
      }
    }
  }
}
