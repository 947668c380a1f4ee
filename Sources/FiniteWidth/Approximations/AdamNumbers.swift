import Platform

/// Numbers that Adam moves, in single precision, with its moments.
final class AdamNumbers {
  let count: Int
  let values, gradient: UnsafeMutablePointer<Float>
  private let numbers: TrainedNumbers<Float>
  private let memory: FlatMemory<Float>
  private let schedule: LearningRateSchedule
  private var steps = 0

  init(_ start: [Double], _ schedule: LearningRateSchedule) {
    count = start.count
    memory = FlatMemory(pieces: Array(repeating: start.count, count: 4))
    (values, gradient) = (memory.take(count), memory.take(count))
    numbers = TrainedNumbers(
      count: count, values: values, firstMoments: memory.take(count), secondMoments: memory.take(count), centre: nil,
      scale: 1)
    for (k, value) in start.enumerated() { values[k] = Float(value) }
    self.schedule = schedule
  }

  /// One step down the gradient, which is then 0 again.
  func step() {
    let update = OptimiserUpdate(
      optimiser: .adam(), learningRate: schedule.rate(at: steps), weightDecay: 0, step: steps + 1)
    update.apply(to: numbers, first: 0, count: count, gradient: gradient)
    gradient.update(repeating: 0, count: count)
    steps += 1
  }

  var list: [Double] { (0..<count).map { Double(values[$0]) } }
}
