import Plotting
import Results
import Suite

/// Order 1/n of the tangent kernel over training: its change, and what becomes of its largest eigenvalue and so of the
/// largest stable rate 2/λ_max, of the networks of `TrainingDynamics`, computed (`TrainingExpansion`) and measured.
///
/// *Expectation.* As there: n times each tends to what is computed, the ratio to 1. Not only the slope −1 of the
/// kernel's change is known beforehand, but its coefficient. At the start the largest eigenvalue is above u·Θ̂ u, u the
/// eigenvector of infinite width, by what kernels vary between u and other eigenvectors, to second order. The largest
/// stable rate is less for that, and more for the variance of the eigenvalue.
struct KernelDrift: View {
  let id = "finitewidth/kernel-drift"
  let title = "Order 1/n of the tangent kernel over training, and of its largest eigenvalue"
  let reference = "arXiv:1909.11304"
  let shown = TrainingDynamics()

  private static func changes(
    _ course: CourseTables, at time: Int
  ) throws -> [(key: String, words: String, coefficients: Coefficients)] {
    [
      ("kernel_change", "change of the kernel", try course.change(\.kernel, at: time)),
      ("eigenvalue_change", "change of its largest eigenvalue", try course.change(\.eigenvalue, at: time)),
    ]
  }

  func scores(_ tables: Tables, _ settings: TrainingDynamics.Settings) throws -> [Score] {
    try CourseTables.every(tables, settings).flatMap { course in
      let changes = try settings.times.dropFirst().flatMap { time in
        try Self.changes(course, at: time).map {
          try $0.coefficients.score(course.scorer, "t\(time)/\($0.key)", "\($0.words) by \(time) steps")
        }
      }
      let rates = try Set([settings.times.first, settings.times.last].compactMap(\.self)).sorted().map { time in
        try course.coefficients(\.largestRate, at: time).score(
          course.scorer, "t\(time)/largest_rate",
          "shift of the largest stable rate after \(time) steps, but for the initial kernel's first order")
      }
      let repulsion = try course.coefficients(\.repulsion, at: course.start).score(
        course.scorer, "t\(course.start)/repulsion", "initial largest eigenvalue above u·Θ̂ u")
      return (changes + rates + [repulsion]).compactMap(\.self)
    }
  }

  func figure(_ tables: Tables, _ settings: TrainingDynamics.Settings) throws -> Figure? {
    guard let time = settings.times.last, let start = settings.times.first else { return nil }
    return Figure(
      title: "Tangent kernel after \(time) steps: <i>n</i> times, over what is computed for <i>n</i> → ∞",
      columns: CoefficientPanel.columns(depths: settings.depths, settings.nonlinearities), legend: .shared,
      panels: try CourseTables.every(tables, settings).map { course in
        try CoefficientPanel.panel(
          course.title,
          Self.changes(course, at: time).map { ($0.words, $0.coefficients) } + [
            ("λ<sub>max</sub> above <i>u</i>·Θ̂<i>u</i> at the start", course.coefficients(\.repulsion, at: start))
          ])
      })
  }

  func narrative(_ tables: Tables, _ settings: TrainingDynamics.Settings) throws -> String {
    """
    The networks of `finitewidth/dynamics`. The change of the kernel is that of all pairs of its \
    \(settings.training + settings.other) images, eigenvalues are of the \(settings.training) that are trained on. The \
    shift of the largest stable rate is without what the initial kernel makes of it to first order, 2 u·(Θ̂₀ − Θ)u/λ², \
    of which the mean is that of the initial kernel and the rest noise.
    """
  }
}
