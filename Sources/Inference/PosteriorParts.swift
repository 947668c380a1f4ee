import LinearAlgebra

extension CheckedPosterior {
  /// A posterior but for its factor: plain numbers, to be written down and taken back. With these alone it has means,
  /// and no variances.
  ///
  /// "In units" is: of the kernel times a power of 4 by which the mean of its diagonal is from 1 to 4.
  public struct Parts: Sendable, Equatable {
    /// σ_ε² of the factorisation that succeeded, and how many were tried; 0 of weights by an iteration.
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
    /// Of weights by an iteration, a bound of ‖t − β u − A w‖ of every output, with what an error of β adds to it, [k];
    /// empty of a factor's weights, which are refined.
    public var remainders: [Double]
    public var anchor: AnchorParts?

    public init(
      noiseVarianceUsed: Double, attempts: Int, conditionNumber: Double, residual: Double, meanDiagonal: Double,
      entryError: Double, smallestEigenvalue: Double, weights: Matrix<Double>, diagonal: [Double],
      targetScales: [Double], remainders: [Double] = [], anchor: AnchorParts?
    ) {
      (self.noiseVarianceUsed, self.attempts) = (noiseVarianceUsed, attempts)
      (self.conditionNumber, self.residual) = (conditionNumber, residual)
      (self.meanDiagonal, self.entryError) = (meanDiagonal, entryError)
      (self.smallestEigenvalue, self.weights, self.diagonal) = (smallestEigenvalue, weights, diagonal)
      (self.targetScales, self.remainders, self.anchor) = (targetScales, remainders, anchor)
    }

    /// Whether the weights are those of an iteration, right to `remainders` alone; the condition number is a bound
    /// then.
    public var isIterative: Bool { attempts == 0 }

    var unit: KernelUnit { KernelUnit(meanDiagonal) }
    /// What kernels are multiplied by.
    public var kernelUnit: Double { unit.factor }
    /// K(x, x) of the inputs but the anchor, in units.
    var variances: [Double] {
      guard let anchor else { return diagonal }
      return zip(anchor.components, diagonal).map { $0 * $0 + $1 }
    }

    /// Whether errors of the kernel's entries change weights, means and evidence in first order alone: δA is below a
    /// tenth of A's smallest eigenvalue. Otherwise nothing is known of their digits.
    /// - Complexity: O(n).
    public var areOfFirstOrder: Bool {
      let change = PredictionAccuracy.perturbation(
        order: diagonal.count, largest: variances.max() ?? 0, relative: entryError)
      return change <= 0.1 * smallestEigenvalue
    }

    /// The prior's spread over the training inputs: the largest variance that knowing one of them leaves, the anchor,
    /// or the one of largest variance where none was taken out. In the kernel's own units.
    ///
    /// - Parameter row: K(x, D) of one of the inputs; not asked for where there is an anchor.
    /// - Complexity: O(n).
    public func spread(row: (Int) throws -> [Double]) rethrows -> Double {
      guard anchor == nil else { return (diagonal.max() ?? 0) / unit.factor }
      guard let largest = diagonal.max(), largest > 0, let place = diagonal.firstIndex(of: largest) else { return 0 }
      let own = largest / unit.factor
      return try zip(row(place), diagonal).reduce(0) { max($0, $1.1 / unit.factor - $1.0 * ($1.0 / own)) }
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
