import Platform

/// Eigenvalues and eigenvectors of Fᵀ F where F's columns are of very different lengths, to the last digits of each.
///
/// *Method.* One-sided Jacobi rotations (Demmel and Veselić 1992): two columns at a time are turned until they are
/// orthogonal, F V = B with Bᵀ B = diag(λ). A column is only ever rounded relative to its own length, so that an
/// eigenvalue has a relative error of some n ε κ(F D⁻¹), with D the lengths of F's columns, whatever these are: a
/// decomposition that mixes long and short columns leaves the small ones an error of ε |F|². V is graded with them, Vᵢⱼ
/// as small as the shorter column beside the longer, and keeps its relative precision too.
public struct GradedDecomposition: Sendable {
  /// λ of every column of B, in no order.
  public let eigenvalues: [Double]
  /// Vᵀ, [n, n]: row j belongs to `eigenvalues[j]`.
  public let eigenvectors: Matrix<Double>

  /// Sweeps over all pairs; six to ten are usual.
  private static let largestCount = 40

  /// - Parameter columns: Fᵀ, [n, n]: row j is column j of F.
  /// - Returns: nil where it does not converge, as with what is not finite.
  /// - Throws: `EndRequest.Requested`, which is asked for before each sweep.
  /// - Complexity: 5 n³ multiply-adds a sweep on one thread; 2 n² numbers.
  public init?(columns: Matrix<Double>) throws {
    let n = columns.rows
    precondition(columns.columns == n, "a factor is square")
    // Columns of B and V side by side, each filled up to whole lanes.
    let length = (n + 7) / 8 * 8
    var places = [Double](repeating: 0, count: 2 * length * n)
    for j in 0..<n {
      for i in 0..<n { places[2 * length * j + i] = columns[j, i] }
      places[2 * length * j + length + j] = 1
    }
    let isConverged = try places.withUnsafeMutableBufferPointer { places in
      guard let base = places.baseAddress else { return true }
      for _ in 0..<Self.largestCount {
        try EndRequest.current?.check()
        var isOrthogonal = true
        for j in 0..<n {
          for k in j + 1..<max(n, j + 1) {
            let (first, second) = (base + 2 * length * j, base + 2 * length * k)
            if Self.rotate(first, second, length: length, tolerance: Double(n).squareRoot() * .ulpOfOne) {
              isOrthogonal = false
            }
          }
        }
        if isOrthogonal { return true }
      }
      return false
    }
    var (values, vectors) = ([Double](), [Double]())
    for j in 0..<n {
      let first = 2 * length * j
      values.append(places[first..<first + n].reduce(0) { $0 + $1 * $1 })
      vectors += places[first + length..<first + length + n]
    }
    (eigenvalues, eigenvectors) = (values, Matrix(rows: n, columns: n, elements: vectors))
    guard isConverged, eigenvalues.allSatisfy(\.isFinite) else { return nil }
  }

  /// Makes two columns of B orthogonal, and does the same to V.
  /// - Returns: false where they were already.
  private static func rotate(
    _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>, length: Int, tolerance: Double
  ) -> Bool {
    var (squares, otherSquares, products) = (Lanes(), Lanes(), Lanes())
    for p in stride(from: 0, to: length, by: 8) {
      let (a, b) = (first.lanes(p), second.lanes(p))
      squares += a * a
      otherSquares += b * b
      products += a * b
    }
    let (alpha, beta, gamma) = (squares.sum(), otherSquares.sum(), products.sum())
    // A NaN goes on, to be found at the end.
    if gamma.magnitude <= tolerance * (alpha.squareRoot() * beta.squareRoot()) { return false }
    let zeta = (beta - alpha) / (2 * gamma)
    let tangent = Double(signOf: zeta, magnitudeOf: 1 / (zeta.magnitude + (1 + zeta * zeta).squareRoot()))
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let (c, s) = (Lanes(repeating: cosine), Lanes(repeating: cosine * tangent))
    for p in stride(from: 0, to: 2 * length, by: 8) {
      let (a, b) = (first.lanes(p), second.lanes(p))
      first.store(c * a - s * b, p)
      second.store(s * a + c * b, p)
    }
    return true
  }
}
