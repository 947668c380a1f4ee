import LinearAlgebra

/// Kernels of m inputs with n training inputs, apart from what they share with one more, the anchor r.
///
/// *Definition.* With u and S of `Anchor`, K = u uᵀ + S. Where layers before the last learn too, N of them, so that
/// Θ = K + N, and the same is done to Θ: with g = u_r² + N_rr and e = u N_rr − u_r N(·, r),
///
///     v = (u u_r + N(·, r))/√g,      R = S + (N − N(·, r) N(r, ·)/N_rr) + e eᵀ/(N_rr g),      Θ = v vᵀ + R,
///     d = u − v u_r/√g = e/g.
///
/// Nothing here is a difference of numbers of K's size. N's is one of N's; its entries are right to four units in the
/// last place of the diagonal, as those of Θ are.
public struct AnchoredRows: Sendable {
  /// u, [m]
  public let common: [Double]
  /// S(x, x), [m]
  public let variances: [Double]
  /// S, [m, n]
  public let remainders: Matrix<Double>
  /// v, R and d.
  let learning: [Double]
  let learningRemainders: Matrix<Double>
  let differences: [Double]
  /// The size of what d is a difference of.
  let differenceSizes: [Double]
  /// The size of what R has of N.
  private let deeperSize: Double

  /// Layers before the last.
  public struct Deeper: Sendable {
    /// N of the inputs with the training inputs and, in the last column, with r: [m, n + 1].
    public let kernel: Matrix<Double>
    /// N of the training inputs and, at last, r with r: [n + 1].
    public let anchor: [Double]

    public init(kernel: Matrix<Double>, anchor: [Double]) { (self.kernel, self.anchor) = (kernel, anchor) }
  }

  /// Those of the training inputs themselves, and r's.
  public struct Training: Sendable {
    public let rows: AnchoredRows
    /// u_r and v_r
    let root, learningRoot: Double

    /// - Parameters:
    ///   - root: u_r = √K(r, r).
    ///   - deeper: nil where the last layer alone learns.
    public init(
      root: Double, common: [Double], variances: [Double], remainders: Matrix<Double>, deeper: Deeper?
    ) {
      self.init(
        rows: AnchoredRows(
          root: root, common: common, variances: variances, remainders: remainders, trainingCommon: common,
          deeper: deeper),
        root: root, learningRoot: (root * root + (deeper?.anchor.last ?? 0)).squareRoot())
    }

    private init(rows: AnchoredRows, root: Double, learningRoot: Double) {
      (self.rows, self.root, self.learningRoot) = (rows, root, learningRoot)
    }

    func scaled(by unit: KernelUnit) -> Training {
      Training(
        rows: rows.scaled(by: unit), root: root * unit.rootFactor, learningRoot: learningRoot * unit.rootFactor)
    }
  }

  /// - Parameters:
  ///   - root: u_r.
  ///   - trainingCommon: u of the training inputs.
  /// - Complexity: O(m n).
  public init(
    root: Double, common: [Double], variances: [Double], remainders: Matrix<Double>, trainingCommon: [Double],
    deeper: Deeper?
  ) {
    (self.common, self.variances, self.remainders) = (common, variances, remainders)
    guard let deeper, let corner = deeper.anchor.last, corner > 0 else {
      (learning, learningRemainders) = (common, remainders)
      differences = common.map { _ in 0 }
      (differenceSizes, deeperSize) = (differences, 0)
      return
    }
    let (m, n) = (remainders.rows, remainders.columns)
    let size = root * root + corner
    let own = (0..<m).map { deeper.kernel[$0, n] }
    // e/N_rr
    let rowRests = (0..<m).map { common[$0] - root * (own[$0] / corner) }
    let columnRests = (0..<n).map { trainingCommon[$0] - root * (deeper.anchor[$0] / corner) }
    learning = (0..<m).map { (common[$0] * root + own[$0]) / size.squareRoot() }
    var result = remainders
    for i in 0..<m {
      for j in 0..<n {
        result[i, j] +=
          (deeper.kernel[i, j] - own[i] * (deeper.anchor[j] / corner)) + rowRests[i]
          * (columnRests[j] * (corner / size))
      }
    }
    learningRemainders = result
    differences = rowRests.map { $0 * (corner / size) }
    differenceSizes = common.map { $0.magnitude * (corner / size) }
    // Of N(x, x′) itself; the anchor's may be larger, and what is taken off by it is not.
    let pairs = (0..<m).reduce(0.0) { deeper.kernel.row($1).dropLast().reduce($0) { max($0, $1.magnitude) } }
    let rests = columnRests.reduce(0) { max($0, $1.magnitude) }
    deeperSize = pairs + (differenceSizes.max() ?? 0) * rests
  }

  private init(_ other: AnchoredRows, _ unit: KernelUnit) {
    common = other.common.map { $0 * unit.rootFactor }
    variances = other.variances.map { $0 * unit.factor }
    (remainders, learningRemainders) = (
      other.remainders.scaled(unit.factor), other.learningRemainders.scaled(unit.factor)
    )
    learning = other.learning.map { $0 * unit.rootFactor }
    differences = other.differences.map { $0 * unit.rootFactor }
    differenceSizes = other.differenceSizes.map { $0 * unit.rootFactor }
    deeperSize = other.deeperSize * unit.factor
  }

  func scaled(by unit: KernelUnit) -> AnchoredRows { AnchoredRows(self, unit) }

  /// The largest K(x, x).
  var largestTotal: Double { zip(common, variances).reduce(0) { max($0, $1.0 * $1.0 + $1.1) } }

  /// The error of R's entries, from that of S's relative to √(K(x, x) K(x′, x′)).
  func entrySize(_ entryError: Double) -> Double {
    entryError * largestTotal + PredictionAccuracy.entryError * deeperSize
  }
}

extension Matrix<Double> {
  fileprivate func scaled(_ factor: Double) -> Matrix {
    var result = self
    result.scale(by: factor)
    return result
  }
}
