/// The largest eigenvalue of a symmetric positive operator A, by Lanczos' method with full reorthogonalisation.
///
/// After k products the operator is seen through a k × k tridiagonal matrix, whose largest eigenvalue θ is the best
/// lower bound of λ_max in the space {b, A b, …, A^{k−1} b}. With y its eigenvector, some eigenvalue of A lies within
/// the residual r = β_k |y_k| of θ (Parlett 1998, Section 13.2); the error of θ itself is of the order r²/gap. Every
/// new vector is made orthogonal to all former ones twice, so that rounding brings no eigenvalue back as a copy.
public struct Lanczos: Sendable, Equatable {
  /// θ
  public let eigenvalue: Double
  /// r: some eigenvalue of A lies in eigenvalue ± errorBound (in exact arithmetic).
  public let errorBound: Double
  /// k
  public let products: Int

  /// Whether `errorBound` reached the tolerance asked for.
  public let isConverged: Bool

  /// Products between two looks at the tridiagonal matrix.
  private static let stride = 4

  /// - Parameters:
  ///   - start: b, which must not be orthogonal to the wanted eigenvector: random numbers will do.
  ///   - tolerance: of the residual, relative to θ.
  ///   - largestCount: products after which it ends in any case.
  ///   - multiply: writes A x into its second argument.
  /// - Complexity: k products, 4 k² n multiply-adds and k n numbers.
  public init(
    start: [Double], tolerance: Double = 1e-10, largestCount: Int = 300,
    multiply: (_ x: [Double], _ product: inout [Double]) throws -> Void
  ) throws {
    let n = start.count
    precondition(n > 0 && largestCount > 0, "an operator has an order")
    var basis = KrylovBasis(start)
    var (diagonal, offDiagonal) = ([Double](), [Double]())
    var product = start
    while true {
      let vector = basis.last
      try multiply(vector, &product)
      diagonal.append(zip(vector, product).reduce(0) { $0 + $1.0 * $1.1 })
      let beta = basis.orthogonalise(&product)
      let k = diagonal.count
      // A vector that is rounding alone: the space is invariant and θ an eigenvalue.
      let isInvariant = k == n || beta <= Double(n) * .ulpOfOne * (diagonal.max() ?? 0)
      let isLast = isInvariant || k >= largestCount
      if isLast || k % Self.stride == 0 {
        let (theta, end) = try Self.largest(diagonal, offDiagonal)
        let residual = isInvariant ? Double(n) * .ulpOfOne * abs(theta) : beta * abs(end)
        let isConverged = residual <= max(tolerance, Double(n) * .ulpOfOne) * abs(theta)
        if isLast || isConverged {
          (eigenvalue, errorBound, products) = (theta, residual, k)
          self.isConverged = isConverged
          return
        }
      }
      offDiagonal.append(beta)
      basis.append(product, norm: beta)
    }
  }

  /// The largest eigenvalue of a tridiagonal matrix, and the last component of its eigenvector.
  private static func largest(_ diagonal: [Double], _ offDiagonal: [Double]) throws -> (Double, Double) {
    let k = diagonal.count
    var matrix = Matrix<Double>(rows: k, columns: k)
    for i in 0..<k { matrix[i, i] = diagonal[i] }
    for i in 0..<k - 1 { (matrix[i, i + 1], matrix[i + 1, i]) = (offDiagonal[i], offDiagonal[i]) }
    let decomposition = try SymmetricEigendecomposition(matrix)
    return (decomposition.eigenvalues[k - 1], decomposition.eigenvectors[k - 1, k - 1])
  }
}

/// Orthonormal vectors, one after another.
private struct KrylovBasis {
  private var vectors: [Double] = []
  private let order: Int
  private var count: Int { vectors.count / order }

  init(_ start: [Double]) {
    order = start.count
    append(start, norm: start.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }

  var last: [Double] { Array(vectors.suffix(order)) }

  mutating func append(_ vector: [Double], norm: Double) { vectors += vector.map { $0 / norm } }

  /// Takes off the vector's components in the space, twice, and returns the norm that is left.
  func orthogonalise(_ vector: inout [Double]) -> Double {
    var components = [Double](repeating: 0, count: count)
    for _ in 0..<2 {
      vectors.withUnsafeBufferPointer { basis in
        vector.withUnsafeMutableBufferPointer { v in
          components.withUnsafeMutableBufferPointer { c in
            guard let basis = basis.baseAddress, let v = v.baseAddress, let c = c.baseAddress else { return }
            Double.multiply(
              MatrixProduct(
                transposeB: true, m: 1, n: count, k: order, alpha: 1, a: v, strideA: order, b: basis, strideB: order,
                beta: 0, c: c, strideC: count))
            Double.multiply(
              MatrixProduct(
                m: 1, n: order, k: count, alpha: -1, a: c, strideA: count, b: basis, strideB: order, beta: 1, c: v,
                strideC: order))
          }
        }
      }
    }
    return vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
