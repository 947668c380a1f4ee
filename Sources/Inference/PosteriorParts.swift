import LinearAlgebra

extension CheckedPosterior {
  /// A posterior but for its factor: plain numbers, to be written down and taken back. With these alone it has means,
  /// and no variances.
  ///
  /// "In units" is: of the kernel times a power of 4 by which the mean of its diagonal is from 1 to 4.
  public struct Parts: Sendable, Equatable {
    /// σ_ε² of the factorisation that succeeded, and how many were tried.
    public var noiseVarianceUsed: Double
    public var attempts: Int
    /// κ of the matrix that was solved, noise included.
    public var conditionNumber: Double
    /// The largest |A w − (t − β u)| over the largest |t|.
    public var residual: Double
    /// The mean of K's diagonal, which the units follow from.
    public var meanDiagonal: Double
    /// Of the kernel's entries, relative to √(K(x, x) K(x′, x′)).
    public var entryError: Double
    /// λ_min of A, in units.
    public var smallestEigenvalue: Double
    /// w in units, transposed: [k, n].
    public var weights: Matrix<Double>
    /// Of S or K without noise, in units, [n].
    public var diagonal: [Double]
    /// The largest |t| of every output, [k].
    public var targetScales: [Double]
    public var anchor: AnchorParts?

    public init(
      noiseVarianceUsed: Double, attempts: Int, conditionNumber: Double, residual: Double, meanDiagonal: Double,
      entryError: Double, smallestEigenvalue: Double, weights: Matrix<Double>, diagonal: [Double],
      targetScales: [Double], anchor: AnchorParts?
    ) {
      (self.noiseVarianceUsed, self.attempts) = (noiseVarianceUsed, attempts)
      (self.conditionNumber, self.residual) = (conditionNumber, residual)
      (self.meanDiagonal, self.entryError) = (meanDiagonal, entryError)
      (self.smallestEigenvalue, self.weights, self.diagonal) = (smallestEigenvalue, weights, diagonal)
      (self.targetScales, self.anchor) = (targetScales, anchor)
    }

    var unit: KernelUnit { KernelUnit(meanDiagonal) }
    /// What kernels are multiplied by.
    public var kernelUnit: Double { unit.factor }
    /// K(x, x) of the inputs but the anchor, in units.
    var variances: [Double] {
      guard let anchor else { return diagonal }
      return zip(anchor.components, diagonal).map { $0 * $0 + $1 }
    }
  }

  /// What the anchor adds, in units.
  public struct AnchorParts: Sendable, Equatable {
    /// u_r
    public var root: Double
    /// u of the other inputs, [n].
    public var components: [Double]
    /// A⁻¹ u, [n].
    public var solution: [Double]
    /// β, [k].
    public var slopes: [Double]
    /// σ_ε²/g
    public var weight: Double

    public init(root: Double, components: [Double], solution: [Double], slopes: [Double], weight: Double) {
      (self.root, self.components, self.solution) = (root, components, solution)
      (self.slopes, self.weight) = (slopes, weight)
    }
  }
}
