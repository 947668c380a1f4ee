import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite("Spectrum of a kernel") struct KernelSpectrumTests {
  /// off everywhere and diagonal on the diagonal: λ_max = diagonal + (m − 1) off, all others diagonal − off. The form
  /// of Θ in all three phases of Xiao et al. 2020, Section 6.
  private func twoLevels(_ m: Int, diagonal: Double, off: Double) -> Matrix<Double> {
    var kernel = Matrix<Double>(rows: m, columns: m, repeating: off)
    for i in 0..<m { kernel[i, i] = diagonal }
    return kernel
  }

  /// At the critical point Θ/l → (q*/3)(1 1ᵀ + 2 I), so κ → (m + 2)/2.
  @Test("the critical kernel has κ = (m + 2)/2", arguments: [2, 12, 20, 200])
  func criticalKernel(m: Int) throws {
    let spectrum = try KernelSpectrum(twoLevels(m, diagonal: 1, off: 1.0 / 3))
    // LAPACK's n ε ‖A‖ over λ_min = 2/3.
    let bound = 4 * Double(m * m) * .ulpOfOne
    #expect(abs(spectrum.conditionNumber - Double(m + 2) / 2) < bound)
    #expect(abs(spectrum.bulkConditionNumber - Double(m + 2) / 2) < bound)
    #expect(abs(spectrum.largest - Double(m + 2) / 3) < bound && abs(spectrum.smallest - 2.0 / 3) < bound)
    #expect(abs((spectrum.second ?? 0) - 2.0 / 3) < bound && spectrum.isTrusted && spectrum.order == m)
  }

  @Test("from known eigenvalues it is that of the matrix; one input has κ = 1 and no bulk")
  func fromEigenvalues() throws {
    let kernel = twoLevels(5, diagonal: 3, off: 1)
    let known = KernelSpectrum(eigenvalues: try SymmetricEigendecomposition.eigenvalues(of: kernel))
    let whole = try KernelSpectrum(kernel)
    #expect(known.largest == whole.largest && known.smallest == whole.smallest && known.second == whole.second)
    // The trace is a sum of other numbers.
    #expect(abs(known.bulk - whole.bulk) < 1e-14)
    let one = KernelSpectrum(eigenvalues: [2])
    #expect(one.conditionNumber == 1 && one.isTrusted && one.second == nil && one.bulk.isNaN)
  }

  @Test("the ends by Lanczos are those by LAPACK", arguments: [2, 30, 150])
  func ends(m: Int) throws {
    var kernel = twoLevels(m, diagonal: 1, off: 0.5)
    for i in 0..<m { kernel[i, i] += Double(i) / Double(m) }
    var random = SplitMix64(seed: 4)
    let ends = try KernelSpectrum.ends(of: kernel, start: (0..<m).map { _ in random.normal() })
    let all = try KernelSpectrum(kernel)
    // Lanczos' tolerance of 1e-10.
    #expect(abs(ends.largest - all.largest) <= 1e-9 * all.largest)
    #expect(abs(ends.smallest - all.smallest) <= 1e-9 * all.smallest)
    #expect(abs(ends.bulk - all.bulk) <= 1e-9 * all.bulk && ends.second == nil)
  }

  /// Eigenvalues in geometric sequence from 10⁻⁶ to 10³, turned by two reflections: neighbours differ by 2.6 %, so that
  /// the inverse's top is not apart from the rest, as a deep kernel's is not.
  @Test("the ends of an ill-conditioned kernel by Lanczos: κ = 10⁹, m = 800")
  func illConditionedEnds() throws {
    let m = 800
    var random = SplitMix64(seed: 6)
    var kernel = Matrix<Double>(rows: m, columns: m)
    for i in 0..<m { kernel[i, i] = 1e-6 * pow(10, 9 * Double(i) / Double(m - 1)) }
    for _ in 0..<2 { kernel = reflected(kernel, (0..<m).map { _ in random.normal() }) }
    let ends = try KernelSpectrum.ends(of: kernel, start: (0..<m).map { _ in random.normal() })
    let all = try KernelSpectrum(kernel)
    #expect(ends.isTrusted && ends.relativeError < 1e-9)
    // Lanczos' tolerance of 1e-10. What forming, factoring and decomposing the matrix leave is m ε λ_max, over 10⁻⁶ in
    // λ_min.
    let rounding = Double(m) * .ulpOfOne * 1e9
    #expect(abs(ends.largest - all.largest) <= 1e-9 * all.largest && abs(ends.largest - 1e3) < 1e-6)
    #expect(abs(ends.smallest - all.smallest) <= rounding * all.smallest)
    #expect(abs(ends.conditionNumber - 1e9) <= 2 * rounding * 1e9)
  }

  /// H A H with H = 1 − 2 v vᵀ/vᵀv: A − v wᵀ − w vᵀ, w = 2 (A v − v (vᵀA v)/vᵀv)/vᵀv.
  private func reflected(_ a: Matrix<Double>, _ v: [Double]) -> Matrix<Double> {
    let m = v.count
    let image = (0..<m).map { i in zip(a.row(i), v).reduce(0) { $0 + $1.0 * $1.1 } }
    let square = v.reduce(0) { $0 + $1 * $1 }
    let shift = zip(image, v).reduce(0) { $0 + $1.0 * $1.1 } / square
    let w = zip(image, v).map { 2 * ($0 - shift * $1) / square }
    var result = a
    for i in 0..<m { for j in 0..<m { result[i, j] -= v[i] * w[j] + w[i] * v[j] } }
    return result
  }

  /// Two products see a bulk of 150 different eigenvalues through a 2 × 2 matrix: no six digits of either end.
  @Test("ends that have not converged are untrusted", arguments: [(2, false), (300, true)])
  func convergence(products: Int, isTrusted: Bool) throws {
    var kernel = twoLevels(150, diagonal: 1, off: 0.5)
    for i in 0..<150 { kernel[i, i] += Double(i) / 150 }
    var random = SplitMix64(seed: 5)
    let ends = try KernelSpectrum.ends(
      of: kernel, start: (0..<150).map { _ in random.normal() }, largestCount: products)
    #expect(ends.isTrusted == isTrusted)
    #expect((ends.relativeError < 1e-9) == isTrusted)
  }

  /// λ_bulk = 10^{−s}: below m ε it is rounding.
  @Test("κ beyond 1/(m ε) is untrusted", arguments: [(1e-6, true), (1e-17, false)])
  func trust(gap: Double, isTrusted: Bool) throws {
    let spectrum = try KernelSpectrum(twoLevels(64, diagonal: 1, off: 1 - gap))
    #expect(spectrum.isTrusted == isTrusted)
    // λ_max = 64 − 63 gap; λ_min is off by LAPACK's m ε λ_max.
    let bound = 4 * 64 * 64 * Double.ulpOfOne / gap
    if isTrusted { #expect(abs(spectrum.conditionNumber * gap / (64 - 63 * gap) - 1) < bound) }
  }

  @Test("a kernel that is not finite is refused by the row where it is not", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) throws {
    var kernel = twoLevels(40, diagonal: 1, off: 0.5)
    (kernel[31, 17], kernel[17, 31]) = (value, value)
    #expect(throws: SymmetricEigendecomposition.Obstacle.notFinite(row: 17)) {
      try KernelSpectrum.ends(of: kernel, start: Array(repeating: 1, count: 40))
    }
    #expect(throws: SymmetricEigendecomposition.Obstacle.notFinite(row: 17)) { try KernelSpectrum(kernel) }
  }

  @Test("one input has no condition number, and no square no spectrum")
  func refusals() {
    #expect(throws: DynamicsError.tooFewInputs(count: 1, least: 2)) {
      try KernelSpectrum(Matrix(rows: 1, columns: 1, elements: [1]))
    }
    #expect(throws: DynamicsError.notSquare(rows: 2, columns: 3)) { try KernelSpectrum(Matrix(rows: 2, columns: 3)) }
    #expect(throws: DynamicsError.tooFewInputs(count: 0, least: 2)) {
      try KernelSpectrum.ends(of: Matrix(rows: 0, columns: 0), start: [])
    }
  }
}
