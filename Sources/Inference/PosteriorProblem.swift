import LinearAlgebra

extension CheckedPosterior {
  /// What is the same for a square kernel and a packed one.
  public struct Problem: Sendable {
    /// t of the inputs that the kernel is of, [n, k].
    public let targets: Matrix<Double>
    /// The values of σ_ε² that are tried.
    public let noise: NoiseLadder
    /// The mean of K's diagonal, the anchor's entry included.
    public let meanDiagonal: Double
    /// The input that was taken out; nil if the kernel is K itself.
    public let anchor: Anchor?
    /// The errors of the kernel's entries, of S too, relative to √(K(x, x) K(x′, x′)).
    public let entryError: Double

    public init(
      targets: Matrix<Double>, noise: NoiseLadder, meanDiagonal: Double, anchor: Anchor? = nil,
      entryError: Double = PredictionAccuracy.entryError
    ) {
      (self.targets, self.noise, self.meanDiagonal) = (targets, noise, meanDiagonal)
      (self.anchor, self.entryError) = (anchor, entryError)
    }

    var unit: KernelUnit { KernelUnit(meanDiagonal) }
    var shifts: [Double] { get throws { try noise.values(meanDiagonal: meanDiagonal) } }
  }
}
