/// Which kernels are wanted: the NNGP kernel K (the prior's covariance), the neural tangent kernel Θ, or both.
public struct KernelQuantities: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let nngp = KernelQuantities(rawValue: 1)
  public static let ntk = KernelQuantities(rawValue: 2)
  public static let both: KernelQuantities = [.nngp, .ntk]
}
