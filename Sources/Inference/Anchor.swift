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
/// norms D(x) = √K(x, x) and the separations ε = 1 − K(x, x′)/(D(x) D(x′)), which keep theirs,
///
///     S(x, x′) = D(x) D(x′) (ε(x, r) + ε(x′, r) − ε(x, x′) − ε(x, r) ε(x′, r)),
///     u(x) = D(x) (1 − ε(x, r)),
///
/// where nothing of the size of K is subtracted as long as ε(x, r) ≤ 1: inputs on the anchor's other side are turned
/// round first (`AnchoredInputs`), f, targets and means with them. (An error of D scales an input's function and its
/// data alike, and nearly cancels in the posterior.)
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

  /// Turns ε(x, x′), as a kernel hands it over, into S(x, x′), [m, n], on the device's threads.
  ///
  /// - Parameter unit: a power of 4 that every entry is multiplied by (`CheckedPosterior.Parts.kernelUnit`).
  /// - Throws: `EndRequest.Requested`.
  public static func remainders(
    _ pairs: inout Matrix<Double>, rows: AnchoredInputs, columns: AnchoredInputs, unit: Double = 1
  ) throws {
    let n = pairs.columns
    precondition(rows.count == pairs.rows && columns.count == n, "an input stands somewhere")
    try pairs.changeRows { i, row in
      let root = rows.roots[i] * unit
      for j in 0..<n { row[j] = remainder(row[j], rows, i, columns, j) * (root * columns.roots[j]) }
    }
  }

  /// The same for a symmetric matrix in packed storage.
  public static func remainders(_ pairs: inout PackedSymmetricMatrix, _ inputs: AnchoredInputs) {
    precondition(inputs.count == pairs.order, "an input stands somewhere")
    for i in 0..<pairs.order {
      for j in 0...i {
        pairs[i, j] = remainder(pairs[i, j], inputs, i, inputs, j) * (inputs.roots[i] * inputs.roots[j])
      }
    }
  }

  /// S(x, x′) over √(K(x, x) K(x′, x′)).
  @inline(__always)
  private static func remainder(
    _ pair: Double, _ rows: AnchoredInputs, _ i: Int, _ columns: AnchoredInputs, _ j: Int
  ) -> Double {
    let (first, second) = (rows.separations[i], columns.separations[j])
    let turned = AnchoredInputs.turned(pair, rows.signs[i] * columns.signs[j])
    return (first + second - turned) - first * second
  }
}
