/// The power of 4 that brings a kernel's numbers to order one.
///
/// Kernels are of any size: inputs in micrometres have 1e-12, biases of large variance 1e16. In these units nothing
/// over- or underflows, and since a multiplication by a power of 4, or of 2 for square roots of kernels, is exact,
/// inputs that are scaled by a power of 2 go through the same bits.
struct KernelUnit {
  /// What kernels and noise variances are multiplied by; 1 where there is no finite size.
  let factor: Double
  /// What their square roots are multiplied by: √factor.
  let rootFactor: Double

  /// - Parameter size: of the kernel's diagonal; times `factor` it is in [1, 4).
  init(_ size: Double) {
    guard size.isFinite, size > 0 else {
      (factor, rootFactor) = (1, 1)
      return
    }
    // Rounded down for negative exponents too. 4⁵¹¹ is the largest finite power, for the smallest kernels.
    let exponent = max(-510, min(510, Int(size.exponent) >> 1))
    rootFactor = Double(sign: .plus, exponent: -exponent, significand: 1)
    factor = rootFactor * rootFactor
  }
}
