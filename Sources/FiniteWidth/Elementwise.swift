import LinearAlgebra
import Nonlinearities
import Randomness

/// Loops over the entries of a matrix.
///
/// A generic loop called from another module would go through the protocol's witness table for every operation, 50
/// times slower; `@_specialize` compiles each for `Double` and for `Float` and picks at the entry.
enum Elementwise {
  /// y ← φ(y)
  static func apply<S: Scalar>(_ nonlinearity: Nonlinearity, _ y: inout Matrix<S>) {
    y.elements.withUnsafeMutableBufferPointer { y in
      guard let start = y.baseAddress else { return }
      nonlinearity.run(.activate(start, bias: nil, keeping: nil), Block(rows: 1, columns: y.count, stride: 0))
    }
  }

  /// y ← y ∘ φ′(z)
  static func multiplyByDerivative<S: Scalar>(_ nonlinearity: Nonlinearity, at z: Matrix<S>, _ y: inout Matrix<S>) {
    z.elements.withUnsafeBufferPointer { z in
      y.elements.withUnsafeMutableBufferPointer { y in
        guard let start = y.baseAddress, let z = z.baseAddress else { return }
        nonlinearity.run(
          .at(z, .scale, source: nil, target: start), Block(rows: 1, columns: y.count, stride: 0))
      }
    }
  }

  /// y ← y ∘ factors
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func multiply<S: Scalar>(_ y: inout Matrix<S>, by factors: Matrix<S>) {
    factors.elements.withUnsafeBufferPointer { factors in
      y.elements.withUnsafeMutableBufferPointer { y in
        for i in y.indices { y[i] *= factors[i] }
      }
    }
  }

  /// y ← y + other
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func add<S: Scalar>(_ other: Matrix<S>, to y: inout Matrix<S>) {
    other.elements.withUnsafeBufferPointer { other in
      y.elements.withUnsafeMutableBufferPointer { y in
        for i in y.indices { y[i] += other[i] }
      }
    }
  }

  /// The sum of the rows.
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func columnSums<S: Scalar>(_ matrix: Matrix<S>) -> [S] {
    var sums = [S](repeating: 0, count: matrix.columns)
    matrix.elements.withUnsafeBufferPointer { matrix in
      sums.withUnsafeMutableBufferPointer { sums in
        for start in stride(from: 0, to: matrix.count, by: max(1, sums.count)) {
          for j in sums.indices { sums[j] += matrix[start + j] }
        }
      }
    }
    return sums
  }

  /// A matrix whose every row is `row`.
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func rows<S: Scalar>(_ count: Int, of row: [S]) -> Matrix<S> {
    Matrix(rows: count, columns: row.count) { buffer in
      for i in 0..<count { for j in row.indices { buffer[i * row.count + j] = row[j] } }
    }
  }

  /// Standard normals of the generator's positions 0, 1, …, times `scale` in double precision, then rounded.
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func normals<S: Scalar>(
    rows: Int, columns: Int, scale: Double, _ generator: CounterBasedGenerator, as type: S.Type
  ) -> Matrix<S> {
    Matrix(rows: rows, columns: columns) { buffer in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 4096) { chunk in
        var start = 0
        while start < buffer.count {
          let part = UnsafeMutableBufferPointer(rebasing: chunk[..<min(4096, buffer.count - start)])
          generator.fillNormals(part, from: UInt64(start))
          for i in part.indices { buffer[start + i] = S(part[i] * scale) }
          start += part.count
        }
      }
    }
  }

  /// Entries that are 1/keep with probability keep and 0 otherwise.
  @_specialize(where S == Double)
  @_specialize(where S == Float)
  static func dropoutMask<S: Scalar>(
    rows: Int, columns: Int, keep: Double, _ generator: CounterBasedGenerator, as type: S.Type
  ) -> Matrix<S> {
    var generator = generator
    return Matrix(rows: rows, columns: columns) { buffer in
      for i in buffer.indices { buffer[i] = generator.uniform() < keep ? S(1 / keep) : 0 }
    }
  }
}
