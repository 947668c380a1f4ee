import LinearAlgebra
import Results
import Suite

/// The gap of one network along the eigenvector of λ_max at several rates, for the picture of `StepSizes`.
enum StepPictures {
  static let time = Axis<Double>("time", units: "1/λ_max", "time of gradient flow")
  static let gap = Column<Double>("gap", over: [StepSizes.step], "q·(f − y) of a network over its beginning")
  static let limitGap = Column<Double>(
    "limit_gap", over: [StepSizes.step], "that of gradient descent in the limit")
  static let flowGap = Column<Double>("flow_gap", over: [time], "that of gradient flow in the limit")

  static func sweep(_ settings: StepSizes.Settings) -> Sweep {
    let times = (0...120).map { settings.shownTime * Double($0) / 120 }
    return Sweep(
      StepSizes.pictures, cells: [StepSizes.rate(settings.shownRates)],
      within: [StepSizes.step(0...settings.shownSteps), time(times)], columns: [gap, limitGap, flowGap]
    ) { point, context in
      let (task, rate) = (try settings.task(context), try point[StepSizes.rate])
      let largest = task.modes.largest
      let run = try StepDescent(
        task, width: settings.shownWidth, rate: rate / largest,
        seed: context.seed(purpose: "drawn parameters of width \(settings.shownWidth)"))
      let vector = task.modes.vectors.row(task.count - 1)
      let gaps = try (0...settings.shownSteps).map { step in
        try zip(vector, zip(run.outputs(after: step), task.data.targets)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
      }
      return Row(
        gap => gaps.map { $0 / gaps[0] },
        limitGap
          => (0...settings.shownSteps).map {
            LinearTraining.descent(rate: rate / largest, steps: $0).left(largest)
          },
        flowGap => times.map { LinearTraining.flow(time: $0 / largest).left(largest) })
    }.ofTrainedNetworks()
  }
}
