import LinearAlgebra

/// One training input r, taken out of a kernel so that what is left has no large common part.
///
/// *Definition.* With u(x) = K(x, r)/√K(r, r),
///
///     K(x, x′) = u(x) u(x′) + S(x, x′),      S(x, x′) = K(x, x′) − K(x, r) K(r, x′)/K(r, r)
///
/// S is the prior's covariance when the output at r is known; it is 0 where x or x′ is r. Inputs far from the origin
/// beside their distances, and biases of large variance, give kernels whose entries agree in their first ten digits:
/// the posterior then lives in the others, and a kernel of float64 has lost them, whatever solves with it. From the
/// norms D(x) = √K(x, x) and the separations ε = 1 − K(x, x′)/(D(x) D(x′)), which keep their relative precision,
///
///     S(x, x′) = D(x) D(x′) (ε(x, r) + ε(x′, r) − ε(x, x′) − ε(x, r) ε(x′, r)),
///     u(x) = D(x) (1 − ε(x, r)),
///
/// where nothing of the size of K is subtracted. (An error of D scales an input's function and its data alike, and
/// cancels in the posterior.)
///
/// All functions are O(entries), in place.
public struct Anchor: Sendable {
  /// √K(r, r)
  public let root: Double
  /// Targets at r, [k].
  public let targets: [Double]
  /// u of the other training inputs, [n].
  public let components: [Double]

  public init(root: Double, targets: [Double], components: [Double]) {
    (self.root, self.targets, self.components) = (root, targets, components)
  }

  /// u(x)
  public static func components(roots: [Double], separations: [Double]) -> [Double] {
    zip(roots, separations).map { $0 - $0 * $1 }
  }

  /// S(x, x)
  public static func variances(roots: [Double], separations: [Double]) -> [Double] {
    zip(roots, separations).map { $0 * $0 * ($1 * (2 - $1)) }
  }

  /// Turns ε(x, x′) into S(x, x′), [m, n].
  public static func remainders(
    _ pairs: inout Matrix<Double>, rowRoots: [Double], rowSeparations: [Double], columnRoots: [Double],
    columnSeparations: [Double]
  ) {
    let (m, n) = (pairs.rows, pairs.columns)
    precondition(rowRoots.count == m && rowSeparations.count == m, "an input has a root and a separation")
    precondition(columnRoots.count == n && columnSeparations.count == n, "an input has a root and a separation")
    pairs.elements.withUnsafeMutableBufferPointer { pairs in
      for i in 0..<m {
        let (root, separation) = (rowRoots[i], rowSeparations[i])
        for j in 0..<n {
          pairs[i * n + j] = remainder(pairs[i * n + j], separation, columnSeparations[j]) * (root * columnRoots[j])
        }
      }
    }
  }

  /// The same for a symmetric matrix in packed storage.
  public static func remainders(_ pairs: inout PackedSymmetricMatrix, roots: [Double], separations: [Double]) {
    precondition(roots.count == pairs.order && separations.count == pairs.order, "an input has a root and a separation")
    for i in 0..<pairs.order {
      for j in 0...i {
        pairs[i, j] = remainder(pairs[i, j], separations[i], separations[j]) * (roots[i] * roots[j])
      }
    }
  }

  /// S/(D D′)
  @inline(__always)
  private static func remainder(_ pair: Double, _ first: Double, _ second: Double) -> Double {
    (first + second - pair) - first * second
  }
}
