import Results
import Suite
import WidthExpansion

/// A statistic of networks at initialisation of order 1/n, by its name in files and keys. K̂ = σ_w² h h'/n of the
/// last hidden layer h is the covariance of outputs f given the hidden layers, Θ̂ the tangent kernel of one output.
enum StatisticsPart: String, CaseIterable {
  case kernel, tangentKernel = "tangent_kernel"
  case cumulant, kernels, outputs
  case tangentKernels = "tangent_kernels"

  var words: String {
    switch self {
    case .kernel: "E[K̂] − K"
    case .tangentKernel: "E[Θ̂] − Θ"
    case .cumulant: "Cov(K̂, K̂), the four-point cumulant V of the outputs"
    case .kernels: "Cov(K̂, Θ̂), D"
    case .outputs: "E[(f f − K̂) Θ̂], F twice"
    case .tangentKernels: "Var(Θ̂), A and B twice"
    }
  }

  private var isOfTwoPairs: Bool { self != .kernel && self != .tangentKernel }

  func column(_ outer: [any NamedAxis], _ prefix: String) -> Column<Double> {
    let pairs: [any NamedAxis] =
      isOfTwoPairs ? [InitialStatistics.pair, InitialStatistics.otherPair] : [InitialStatistics.pair]
    return Column(rawValue, over: outer + pairs, prefix + words)
  }

  /// n times it, n → ∞, over the pairs.
  func computed(_ expansion: WidthExpansion, pairs: [(Int, Int)]) -> [Double] {
    func tensor(_ entry: (Int, Int, Int, Int) -> Double) -> [Double] {
      pairs.flatMap { first in pairs.map { entry(first.0, first.1, $0.0, $0.1) } }
    }
    switch self {
    case .kernel: return pairs.map { expansion.kernelCorrection[$0.0, $0.1] }
    case .tangentKernel: return pairs.map { expansion.tangentKernelCorrection[$0.0, $0.1] }
    case .cumulant:
      let v = expansion(.v)
      return tensor { v[$0, $1, $2, $3] }
    case .kernels:
      let d = expansion(.d)
      return tensor { d[$0, $1, $2, $3] }
    case .outputs:
      let f = expansion(.f)
      return tensor { a, b, c, d in f[a, c, b, d] + f[a, d, b, c] }
    case .tangentKernels:
      let (a, b) = (expansion(.a), expansion(.b))
      return tensor { a[$0, $1, $2, $3] + b[$0, $2, $1, $3] + b[$0, $3, $1, $2] }
    }
  }

  /// Of one network, K̂ and Θ̂ less those of infinite width and f f, by pair.
  func measured(kernel: [Double], tangent: [Double], outputs: [Double]) -> [Double] {
    func products(_ first: [Double], _ second: [Double]) -> [Double] { first.flatMap { a in second.map { a * $0 } } }
    switch self {
    case .kernel: return kernel
    case .tangentKernel: return tangent
    case .cumulant: return products(kernel, kernel)
    case .kernels: return products(kernel, tangent)
    case .outputs: return products(outputs, tangent)
    case .tangentKernels: return products(tangent, tangent)
    }
  }
}
