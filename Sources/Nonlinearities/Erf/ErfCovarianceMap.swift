import CElementary
import Glibc

/// One erf layer and the dense layer after it, on covariances instead of separations:
///
///     k′ = σ_w² T + σ_b²,  Θ′ = k′ + σ_w² Ṫ Θ,
///     T = (2/π) arcsin x,  Ṫ = (2/π) s₁s₂/√(1 − x²),  x = s₁s₂ k,  sᵢ = √(2/(1 + 2qᵢ)).
///
/// A third of the work of `ErfDual`, because k alone is carried: it has an absolute error of a few ε √(k₁₁ k₂₂) a
/// layer, so 1 − c has no relative precision. Where pairs do not nearly coincide, or layers draw them together (the
/// ordered phase), nothing is lost in K and Θ; in the chaotic phase the error of nearly coinciding pairs grows like χ₁
/// a layer.
///
/// Promised for one layer: 8 ulp of the new √(k₁₁ k₂₂) for k′ and 32 ulp for Ṫ; beyond x² = 0.8 the rounding of 1 − x²
/// weighs on Ṫ, 1/(1 − x²) times an ulp.
public struct ErfCovarianceMap: Sendable {
  /// K(x, x) of row and column inputs after both layers.
  public let rowVariances: [Double]
  public let columnVariances: [Double]
  private let rowScales: [Double]
  /// Padded with zeros to a multiple of `stride`.
  private let columnScales: [Double]
  private let weight: Double
  private let bias: Double

  /// Columns of a row are handled in groups of this many: rows of k and Θ must be padded to a multiple.
  public static let stride = 32

  /// - Parameters: K(x, x) of the inputs before φ; σ_w² and σ_b² of the dense layer.
  /// - Complexity: O(n₁ + n₂).
  public init(rowVariances: [Double], columnVariances: [Double], weightVariance: Double, biasVariance: Double) {
    func next(_ q: Double) -> Double { weightVariance * Nonlinearity.erf.secondMoment(q) + biasVariance }
    (self.rowVariances, self.columnVariances) = (rowVariances.map(next), columnVariances.map(next))
    func scale(_ q: Double) -> Double { (2 / (1 + 2 * q)).squareRoot() }
    rowScales = rowVariances.map(scale)
    let rest = (Self.stride - columnVariances.count % Self.stride) % Self.stride
    columnScales = columnVariances.map(scale) + [Double](repeating: 0, count: rest)
    (weight, bias) = (2 / Double.pi * weightVariance, biasVariance)
  }

  /// Replaces k and Θ of one row with all columns; the padding holds numbers and may change.
  ///
  /// The polynomials are as long as the row's largest |x| asks for: correlations of different inputs fall towards c* in
  /// the chaotic phase, where those of an input with itself ask for twice the degree. A pair's last bits therefore
  /// depend on the row's other columns, within what is promised.
  /// - Complexity: about 1 ns a pair with AVX-512.
  public func apply(
    row: Int, kernels: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?
  ) {
    columnScales.withUnsafeBufferPointer { scales in
      guard let columns = scales.baseAddress else { return }
      let square = ErfPolynomials.largestSquare(kernels, count: scales.count, row: rowScales[row], columns: columns)
      if let polynomials = ErfPolynomials.upTo(square: square) {
        polynomials.apply(
          kernels, tangents, count: scales.count, row: rowScales[row], columns: columns, weight: weight, bias: bias)
      } else {
        applyDirectly(kernels, tangents, count: scales.count, row: rowScales[row], columns: columns)
      }
    }
  }

  /// The same with square roots and divisions, for x² up to 1.
  private func applyDirectly(
    _ kernels: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, count: Int, row: Double,
    columns: UnsafePointer<Double>
  ) {
    for k in 0..<count {
      let scale = row * columns[k]
      let sine = elementary_max(-1, elementary_min(1, scale * kernels[k]))
      let cosine = elementary_sqrt((1 - sine) * (1 + sine))
      let half = ArcSine.halfSine(sine: sine.magnitude, cosine: cosine)
      let angle = Double(signOf: sine, magnitudeOf: 2 * ArcSine.angle(sine: half, square: half * half))
      kernels[k] = elementary_multiply_add(weight, angle, bias)
      if let tangents { tangents[k] = elementary_multiply_add(weight * scale / cosine, tangents[k], kernels[k]) }
    }
  }
}
