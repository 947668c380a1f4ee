import Foundation
import Inference
import LinearAlgebra
import Results
import Suite

/// What the spectrum says before any network is trained, as columns.
struct ClosureTheory {
  static let term = Axis<Term>("term", "what the square distance from f* is made of")
  static let time = Axis<Double>("time", units: "1/λ_max", "time of gradient descent, η times steps")
  static let mode = Axis<Int>("mode", "eigenvectors of Θ(X, X), λ descending")
  static let position = Axis<Double>("position", "x")

  private typealias Own = BiasVarianceOverTime
  /// Of the infinite ensemble, when networks are looked at, and for drawing.
  static let parts = Column<Double>("theory", over: [Own.part, term, Own.step], "mean over inputs at infinite width")
  static let curve = Column<Double>("theory_curve", over: [Own.part, term, time], "the same at any time")
  static let bestTime = Column<Double>("best_time", over: [Own.part], units: "1/λ_max", "t*, where the sum is least")
  static let curvature = Column<Double>(
    "curvature", over: [Own.part], "second derivative of the sum in log t at its minimum")
  static let learnt = Column<Double>(
    "theory_learnt", over: [Own.tracked, Own.step], "1 − r: the part of the gap along an eigenvector that is learnt")
  static let eigenvalue = Column<Double>("eigenvalue", over: [mode], "λ of Θ(X, X)")
  static let coefficient = Column<Double>("target_coefficient", over: [mode], "c = q·f*")
  static let signal = Column<Double>("target_square", over: [mode], "c², square of f* along the eigenvector")
  static let initial = Column<Double>("initial_variance", over: [mode], "κ, variance of f₀ along the eigenvector")
  static let noise = Column<Double>("noise_variance", over: [mode], "ν, variance of the noise along the eigenvector")
  static let modeTime = Column<Double>(
    "mode_best_time", over: [mode], units: "1/λ_max", "t_k, where the mode alone would be best left")
  static let eigenvector = Column<Double>(
    "eigenvector", over: [mode, position], "eigenvector, continued by Θ(x, X) q/λ; positive at the last input")
  static let truth = Column<Double>("known_function", over: [position], "f*(x)")

  static let columns: [any DeclaredColumn] = [
    parts, curve, bestTime, curvature, learnt, eigenvalue, coefficient, signal, initial, noise, modeTime, eigenvector,
    truth,
  ]

  static func axes(_ settings: BiasVarianceOverTime.Settings) -> [Coordinate] {
    let inputs = ClosureTask.grid(settings.inputs)
    return [
      term(Term.allCases), time(times), mode(1...settings.inputs), position(inputs + ClosureTask.between(inputs)),
    ]
  }

  /// From a twentieth of what the first mode takes on.
  private static let times = (0...120).map { 0.05 * pow(10, Double($0) / 24) }

  let task: ClosureTask

  init(_ task: ClosureTask) { self.task = task }

  private var largest: Double { task.ensemble.modes.modes[0].eigenvalue }

  var row: Row {
    get throws {
      let modes = task.ensemble.modes.modes
      let best = try Part.allCases.map { try task.ensemble.bestTime(places($0)) }
      return try Row(
        Self.parts => terms(at: task.settings.steps.map { task.rate * Double($0) }),
        Self.curve => terms(at: Self.times.map { $0 / largest }),
        Self.bestTime => best.map { $0 * largest },
        Self.curvature => zip(Part.allCases, best).map(curvature),
        Self.learnt => (0..<task.settings.tracked).flatMap(learnt),
        Self.eigenvalue => modes.map(\.eigenvalue), Self.coefficient => task.amplitudes(task.truth),
        Self.signal => modes.map(\.signal),
        Self.initial => modes.map(\.initialVariance), Self.noise => modes.map(\.noiseVariance),
        Self.modeTime => modes.map { $0.bestTime * largest },
        Self.eigenvector => task.eigenfunctions.elements, Self.truth => task.truth)
    }
  }

  private func places(_ part: Part) -> BiasVariance.Places { part == .data ? task.data : task.rest }

  /// Over parts, terms and times.
  private func terms(at times: [Double]) throws -> [Double] {
    try Part.allCases.flatMap { part in
      let means = try times.map { try task.ensemble.points(places(part), at: $0).means }
      return means.map(\.biasSquare) + means.map(\.initialVariance) + means.map(\.noiseVariance)
    }
  }

  /// By a difference over e^{±h}, h = 0.02: off by h²/12 of the fourth derivative.
  private func curvature(_ part: Part, _ time: Double) throws -> Double {
    let h = 0.02
    let sums = try [-h, 0, h].map { try task.ensemble.points(places(part), at: time * exp($0)).means.sum }
    return (sums[0] - 2 * sums[1] + sums[2]) / (h * h)
  }

  private func learnt(_ mode: Int) -> [Double] {
    let rate = task.ensemble.modes.modes[mode].rate * task.rate
    return task.settings.steps.map { -expm1(-rate * Double($0)) }
  }
}
