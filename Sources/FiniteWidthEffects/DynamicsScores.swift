import Plotting
import Results
import Suite

/// Coefficients of the mean's drift from the file of `TrainingDynamics`.
struct DynamicsScores: Findings {
  private let courses: [CourseTables]
  private let settings: TrainingDynamics.Settings

  init(_ tables: Tables, _ settings: TrainingDynamics.Settings) throws {
    courses = try CourseTables.every(tables, settings)
    self.settings = settings
  }

  /// After the start, where nothing has drifted.
  private var times: ArraySlice<Int> { settings.times.dropFirst() }

  var scores: [Score] {
    get throws {
      try courses.flatMap { course in
        try times.flatMap { time in
          let after = "after \(time) steps"
          let parts = try DriftPart.allCases.map { part in
            try course.coefficients({ $0.drift(part) }, at: time).score(
              course.scorer, "t\(time)/\(part.rawValue)", "its part by the \(part.title) \(after)")
          }
          let whole = try course.drift(at: time).score(
            course.scorer, "t\(time)/drift", "drift of the mean \(after)")
          return ([whole] + parts).compactMap(\.self)
        }
      }
    }
  }

  /// A panel a nonlinearity and depth, at the last time.
  var figure: Figure? {
    get throws {
      guard let time = times.last else { return nil }
      return Figure(
        title: "Drift of the mean output after \(time) steps: <i>n</i> times, over what is computed for <i>n</i> → ∞",
        columns: CoefficientPanel.columns(depths: settings.depths, settings.nonlinearities), legend: .shared,
        panels: try courses.map { course in
          try CoefficientPanel.panel(
            course.title,
            [("all parts", course.drift(at: time))]
              + DriftPart.allCases.map { part in (part.title, try course.coefficients({ $0.drift(part) }, at: time)) })
        })
    }
  }

  var narrative: String {
    """
    \(settings.training) images of MNIST (means over \(settings.window) × \(settings.window) pixels, target +1 for even \
    digits and −1 for odd ones) are trained on, \(settings.other) more are looked at; σ_w² = \(settings.weightVariance), \
    σ_b² = \(settings.biasVariance), NTK parameterisation, gradient descent of all images at \(settings.rate) times \
    1/λ_max. \(2 * settings.blocks * settings.pairs) networks of the widest, and \
    of narrower ones more by as much as they are narrower. A ratio is n times the measured list over \
    all images, projected on the computed one; its limit is that of c + c′/n + c″/n². Ratios that these networks leave \
    open by more than a half are not given.
    """
  }
}
