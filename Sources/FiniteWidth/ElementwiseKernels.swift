import LinearAlgebra

extension Elementwise {
  /// Adds D ∘ (weight · H + bias) to the part of `kernel` that begins at (row, column); if `mirrored` what lies off the
  /// diagonal tile also to its mirror image.
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func addTangent<S: Scalar>(
    _ deltas: UnsafePointer<S>, _ moments: UnsafePointer<S>, rows: Int, columns: Int, weight: S, bias: S,
    to kernel: inout Matrix<S>, atRow row: Int, column: Int, mirrored: Bool
  ) {
    let width = kernel.columns
    kernel.elements.withUnsafeMutableBufferPointer { target in
      for i in 0..<rows {
        // Within a tile on the diagonal only its lower half counts, so that the halves are the same bits.
        let end = mirrored && row == column ? i + 1 : columns
        for j in 0..<end {
          let value = deltas[i * columns + j] * (weight * moments[i * columns + j] + bias)
          target[(row + i) * width + column + j] += value
          if mirrored && row + i != column + j { target[(column + j) * width + row + i] += value }
        }
      }
    }
  }

  /// Writes entry (i, j) of `block` to (i · step + row, j · step + column) of `target`; if `mirrored` also to its
  /// mirror image.
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func scatter<S: Scalar>(
    _ block: Matrix<S>, every step: Int, to target: inout Matrix<S>, row: Int, column: Int, mirrored: Bool
  ) {
    let width = target.columns
    block.elements.withUnsafeBufferPointer { block in
      target.elements.withUnsafeMutableBufferPointer { target in
        let columns = width / step
        for i in 0..<block.count / max(1, columns) {
          for j in 0..<columns {
            let value = block[i * columns + j]
            target[(i * step + row) * width + j * step + column] = value
            if mirrored { target[(j * step + column) * width + i * step + row] = value }
          }
        }
      }
    }
  }

  /// y ← y + scale · other
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func add<S: Scalar>(_ other: [S], times scale: S, to y: inout [S]) {
    other.withUnsafeBufferPointer { other in
      y.withUnsafeMutableBufferPointer { y in
        for i in y.indices { y[i] += scale * other[i] }
      }
    }
  }
}
