import Foundation
import Inference
import LinearAlgebra
import Randomness

/// The kernel of training inputs that a posterior is made from: computed from the inputs (`PosteriorKernel`) or there
/// already (`GivenKernel`).
protocol TrainingKernel {
  /// Targets and noise, and what was taken out of the kernel.
  var problem: CheckedPosterior.Problem { get throws }

  /// The kernel, [n, n].
  func matrix(progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double>

  /// The same in packed storage: `fill`, then `prepare`.
  func fill(_ triangle: PackedTriangle, progress: @escaping @Sendable (Double) -> Void) throws
  func prepare(_ matrix: inout PackedSymmetricMatrix)

  /// The columns of a range, from the diagonal of the first down: [n − c, w]. What lies right of the diagonal is of no
  /// meaning.
  func panel(_ columns: Range<Int>, progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double>

  /// The rows of a range as far as the last one's diagonal: [w, a + w] of a ..< a + w. What lies right of a row's own
  /// diagonal is of no meaning.
  /// - Parameter again: whether it was asked for before, so that what is checked once has been.
  func strip(_ rows: Range<Int>, again: Bool) throws -> Matrix<Double>

  /// Whether an entry and its mirror are one number, however they are asked for; otherwise they may be rounded apart.
  var isTriangle: Bool { get }

  /// K(x, D) of the input x of one row.
  func row(_ row: Int) throws -> [Double]

  /// K(x, D) of the inputs of some rows, [places.count, n].
  func rows(_ places: [Int]) throws -> Matrix<Double>

  /// A digest of all that the kernel's numbers depend on, in hexadecimal.
  func identity() throws -> String

  /// The same as any process can compute it.
  var recipe: any MatrixRecipe { get }

  /// The kernel times every row of `weights`, [k, n].
  func product(_ weights: Matrix<Double>) throws -> Matrix<Double>
}

extension TrainingKernel {
  /// Factors the kernel: the one place where a user's posterior is made. By all processes of a group, if this one is
  /// the first of one.
  ///
  /// - Parameters:
  ///   - scratch: where its factor is made if memory does not hold it.
  ///   - report: the stage of the work, and the part of it that is done.
  /// - Complexity: the kernel and n³/6 multiply-adds an attempt.
  func posterior(
    isPacked: Bool, scratch: PanelScratch? = nil,
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void
  ) throws -> CheckedPosterior {
    if let group = CurrentProcessGroup.value {
      return try CheckedPosterior(
        problem, sharedBy: group, kernel: recipe, filling: { report("kernel", $0) },
        progress: { report("factor", $0) })
    }
    if let scratch {
      return try CheckedPosterior(
        problem, in: scratch, progress: { report("factor", $0) }, product: { try product($0) },
        fillingPanels: { try panel($0) { report("kernel", $0) } })
    }
    guard isPacked else {
      let matrix = try matrix { report("kernel", $0) }
      report("factor", nil)
      return try CheckedPosterior(problem, kernel: consume matrix)
    }
    return try CheckedPosterior(
      problem, progress: { report("factor", $0) }, product: { try product($0) }, prepare: { prepare(&$0) },
      fillingKernel: {
        try fill($0) { report("kernel", $0) }
        report("factor", 0)
      })
  }

  /// The same without a factor: means alone, right to a stated residual. Products with the kernel are all processes',
  /// if this one is the first of a group.
  ///
  /// - Parameter memoryBytes: what the kernel may take of memory; what does not fit is computed, or read, again at
  ///   every step.
  /// - Throws: `IterationFailure`; as `CheckedPosterior.init(_:matrix:_:using:progress:)`.
  /// - Complexity: the kernel once, or at every step; as `BlockConjugateGradients.solve`.
  func posterior(
    by settings: ConjugateGradients, memoryBytes: Int,
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void
  ) throws -> CheckedPosterior {
    let matrix: any SymmetricOperator =
      try CurrentProcessGroup.value?.symmetricOperator(recipe, memoryBytes: memoryBytes) { report("kernel", $0) }
      ?? TrainingKernelOperator(self, memoryBytes: memoryBytes) { report("kernel", $0) }
    // The same kernel has the same pivots every time.
    var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "posterior", purpose: "pivots"))
    let digits = log(settings.limits.residual)
    return try IterationFailure.naming {
      try CheckedPosterior(problem, matrix: matrix, settings, using: &generator) {
        switch $0 {
        case .preconditioner(let part): report("preconditioner", part)
        case .iteration(_, let residual):
          report("iteration", residual > 0 ? min(1, max(0, log(residual) / digits)) : 1)
        }
      }
    }
  }
}
