import Datasets
import Inference
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Plotting
import Randomness
import Results
import Suite

/// The spectra behind Xiao et al. 2020, Table 1, on CIFAR-10: λ_max, λ_bulk and κ of the NTK and the NNGP kernel of erf
/// networks at every depth of one pass of the recursion, in the three phases.
///
/// Up to 1,000 images all eigenvalues are computed; 10,000 at ten depths by Lanczos' method on the kernel and on its
/// factor. Where κ exceeds 1/(m ε) it is the rounding's, and `trusted` is 0.
struct Spectrum: HasFindings {
  typealias Found = SpectrumCurves

  let id = "xiao2020/spectrum"
  let title = "Spectra of kernels of images by depth in the three phases"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var training: Int
    var depths = DepthRange.logarithmic(1, 400, steps: 40)
    /// The most images of which all eigenvalues are computed.
    var largestDecomposed = 1_000
    var preprocessing = Preprocessing.perImageStandardised
    var variances = PhaseVariances()
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(training: 200), seconds: 4, megabytes: 500),
    .standard: TierPlan(Settings(training: 1_000), seconds: 25, megabytes: 600),
    .paper: TierPlan(
      Settings(training: 10_000, depths: .logarithmic(1, 400, steps: 9)), seconds: 900, megabytes: 6_000),
  ]

  private static let inner: [any NamedAxis] = [SpectrumAxis.kernel, SpectrumAxis.depth]
  static let lambdaMax = Column<Double>("lambda_max", over: inner, "largest eigenvalue λ_max")
  static let lambdaBulk = Column<Double>("lambda_bulk", over: inner, "λ_bulk, the mean of all other eigenvalues")
  static let lambdaMin = Column<Double>(
    "lambda_min", over: inner, "smallest eigenvalue λ_min; NaN where the kernel has no Cholesky factor")
  static let trusted = Column<Int>("trusted", over: inner, "1 where κ < 1/(m ε)")
  private static let kernels: [PriorKernel] = [.ntk, .nngp]

  func sweeps(_ settings: Settings) -> [Sweep] {
    let depths = settings.depths.depths
    return [
      Sweep(
        cells: [SpectrumAxis.architecture([.fullyConnected]), SpectrumAxis.phase(Phase.allCases)],
        within: [SpectrumAxis.kernel(Self.kernels), SpectrumAxis.depth(depths)],
        columns: [Self.lambdaMax, Self.lambdaBulk, Self.lambdaMin, Self.trusted]
      ) { cell, context in
        let training = try context.dataset(.cifar10).training
        let images = training.subset(
          try Subset.balanced(labels: training.labels, count: settings.training, seed: 0, root: context.rootSeed)
        ).images
        let pairs = try settings.preprocessing.fitted(to: images).pairs(rows: images)
        var generator = CounterBasedGenerator(seed: context.seed(purpose: "start of Lanczos' method"))
        let start = (0..<settings.training).map { _ in generator.normal() }
        var spectra: [PriorKernel: [KernelSpectrum?]] = [:]
        func append(_ kernel: consuming Matrix<Double>?, _ prior: PriorKernel) throws {
          guard let kernel = consume kernel else { return }
          spectra[prior, default: []].append(
            try Self.spectrum(kernel, start: start, settings, threads: context.threads))
        }
        try PhasePoint(.erf, cell[SpectrumAxis.phase], of: settings.variances).sweep(depths: depths)
          .forEachDepth(of: pairs, get: .both, threads: context.threads) { position, kernels in
            context.report(stage: "spectra", fraction: Double(position) / Double(depths.count))
            try append(kernels.ntk, .ntk)
            try append(kernels.nngp, .nngp)
          }
        let all = Self.kernels.flatMap { spectra[$0] ?? [] }
        return Row(
          Self.lambdaMax => all.map { $0?.largest ?? .nan }, Self.lambdaBulk => all.map { $0?.bulk ?? .nan },
          Self.lambdaMin => all.map { $0?.smallest ?? .nan }, Self.trusted => all.map { $0?.isTrusted == true ? 1 : 0 },
          status: all.allSatisfy { $0?.isTrusted == true } ? .done : .untrusted)
      }
    ]
  }

  /// All eigenvalues, or of a large kernel its ends; nil where rounding left no Cholesky factor.
  private static func spectrum(
    _ kernel: consuming Matrix<Double>, start: [Double], _ settings: Settings, threads: Int
  ) throws -> KernelSpectrum? {
    let matrix = consume kernel
    return try Device(threads: threads).run {
      if start.count <= settings.largestDecomposed { return try KernelSpectrum(matrix) }
      do {
        return try KernelSpectrum.ends(of: matrix, start: start)
      } catch CholeskyFactor.Obstacle.notPositiveDefinite {
        return nil
      }
    }
  }
}
