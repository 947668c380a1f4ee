import Foundation
import LinearAlgebra
import Randomness

/// By how much gradient descent of one network departs from its gradient flow, at several rates, and what the limit
/// says.
struct StepDepartures: Sendable {
  /// By rate.
  let departures, distances, limitDistances, firstOrders: [Double]

  /// - Throws: `FiniteWidthFailure`.
  init(_ task: LineTask, _ settings: StepSizes.Settings, width: Int, seed: Seed) throws {
    let largest = task.modes.largest
    func descent(_ rate: Double) throws -> StepDescent {
      try StepDescent(task, width: width, rate: rate / largest, seed: seed)
    }
    let times = settings.rates.map { $0 * Double(settings.stepCount($0)) }
    let flows = try Self.flows(at: times, coarsest: settings.flowRate) { try descent($0) }
    let ends = try settings.rates.map { try descent($0).outputs(after: settings.stepCount($0)) }
    let start = try descent(settings.flowRate).outputs(after: 0)
    let gaps = LineTask.column(zip(start, task.data.targets).map { $0 - $1 })
    let own = zip(ends, flows).map { zip($0, $1).map { $0 - $1 } }
    let limits = zip(settings.rates, times).map { rate, time in
      let descent = LinearTraining.descent(rate: rate / largest, steps: settings.stepCount(rate))
      let flow = LinearTraining.flow(time: time / largest)
      return task.modes.matrix { descent.left($0) - flow.left($0) }.multiplied(by: gaps).elements
    }
    let first = zip(settings.rates, times).map { rate, time in
      task.modes.matrix { eigenvalue in
        let share = eigenvalue / largest
        return -0.5 * rate * time * share * share * exp(-share * time)
      }.multiplied(by: gaps).elements
    }
    func norms(_ lists: [[Double]]) -> [Double] { lists.map { TrainingLimit.product($0, $0).squareRoot() } }
    departures = zip(own, limits).map { TrainingLimit.product($0, $1) / TrainingLimit.product($1, $1) }
    (distances, limitDistances, firstOrders) = (norms(own), norms(limits), norms(first))
  }

  /// f(X) of gradient flow at times in units of 1/λ_max, extrapolated from three small rates.
  private static func flows(
    at times: [Double], coarsest: Double, _ descent: (Double) throws -> StepDescent
  ) throws -> [[Double]] {
    let order = Set(times).sorted()
    let levels = try [1.0, 2, 4].map { part in
      let run = try descent(coarsest / part)
      return try order.map { try run.outputs(after: Int(($0 / coarsest * part).rounded())) }
    }
    return times.map { time in
      let place = order.firstIndex(of: time) ?? 0
      return zip(levels[2][place], zip(levels[1][place], levels[0][place])).map { (8 * $0 - 6 * $1.0 + $1.1) / 3 }
    }
  }
}
