import Platform

/// A dense matrix in row-major order: entry (i, j) is `elements[i * columns + j]`.
///
/// A value type over one array. Functions that overwrite a large matrix take it as `inout` or `consuming`, so that no
/// second copy of it ever exists.
public struct Matrix<S: Scalar>: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public var elements: [S]

  @inlinable
  public init(rows: Int, columns: Int, repeating value: S = 0) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  @inlinable
  public init(rows: Int, columns: Int, elements: [S]) {
    precondition(elements.count == rows * columns, "a matrix has rows × columns elements")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  /// A matrix whose every element `fill` sets; the memory is touched only there.
  public init(rows: Int, columns: Int, filledBy fill: (UnsafeMutableBufferPointer<S>) throws -> Void) rethrows {
    let count = rows * columns
    (self.rows, self.columns) = (rows, columns)
    elements = try Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      HugePages.advise(UnsafeMutableRawBufferPointer(buffer))
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// `other` with its elements rounded to this type.
  @inlinable
  public init<T: Scalar>(_ other: Matrix<T>) {
    self.init(rows: other.rows, columns: other.columns) { target in
      for k in other.elements.indices { target[k] = S(other.elements[k]) }
    }
  }

  // Inlinable, like all that touches single elements: in another module a generic call costs a hundred times the
  // access.
  @inlinable
  public subscript(i: Int, j: Int) -> S {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  @inlinable
  public func row(_ i: Int) -> ArraySlice<S> { elements[i * columns..<(i + 1) * columns] }

  @inlinable
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }
}
