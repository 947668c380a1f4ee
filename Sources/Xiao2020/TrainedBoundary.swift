import Results
import Suite

/// Networks of `Figure2SGD` where a boundary is looked for: at a few σ_w² of one phase, at depths that are multiples of
/// its depth scale, after several numbers of steps.
///
/// A map that is even in depth has two or three rows between one depth scale and the next where scales are long, and
/// none where they are short; here every column has the same.
struct TrainedBoundary: Codable, Sendable {
  var side: DepthGuide.Side
  var weightVariances: [Double]
  /// Of the depth scale, ascending.
  var multiples: [Double]
  /// Numbers of steps, ascending.
  var looks: [Int]
  /// Images of a step. Where the leading eigenvector is common to all images, as in the ordered phase, small batches
  /// are as stable as large ones, and more steps can be had for the time.
  var batch: Int

  static let multiple = Axis<Double>("multiple", "depth in units of the phase's depth scale, before rounding to layers")
  static let steps = Axis<Int>("steps", "steps of gradient descent")
  static let depth = Column<Int>("depth", over: [multiple], "number of hidden layers")
  static let trainingAccuracy = AccuracyGrid.trainingAccuracy.over(multiple, steps)
  static let testAccuracy = AccuracyGrid.testAccuracy.over(multiple, steps)
  static let divergence = TrainingCourse.divergence.over(multiple)
  static let linearised = Column<Double>(
    "linearised_training_accuracy", over: [multiple, steps],
    "training accuracy of the infinitely wide network of the same initial function")

  /// The multiples from `first` to `last`, `step` apart.
  init(
    _ side: DepthGuide.Side, columns: Int, from lowest: Double, to highest: Double, multiples first: Double,
    _ last: Double, step: Double, looks: [Int], batch: Int
  ) {
    (self.side, self.looks, self.batch) = (side, looks, batch)
    weightVariances = MapGrid.evenly(columns, from: lowest, to: highest)
    multiples = Array(stride(from: first, through: last, by: step))
  }

  var sweep: SweepName { SweepName("\(side.rawValue)_boundary") }

  /// To the nearest layer.
  func depths(scale: Double) -> [Int] { multiples.map { max(1, Int(($0 * scale).rounded())) } }

  /// ξ₁ or ξ_*; a phase's columns lie inside it.
  func scale(_ weightVariance: Double, biasVariance: Double) throws -> Double {
    try DepthGuide(side: side, multiple: 1, biasVariance: biasVariance).depthScale(weightVariance: weightVariance)
      ?? .nan
  }

  /// Accuracies at the σ_w² of a place, of networks of the sizes that `maps` has.
  func column(_ column: Int, _ maps: TrainedMap, context: RunContext) throws -> Row {
    let scale = try scale(weightVariances[column], biasVariance: maps.grid.biasVariance)
    let depths = depths(scale: scale)
    let networks = try maps.networks(
      weightVariance: weightVariances[column], depths: depths, looks: looks, batch: batch, isLinearised: true,
      of: "\(side.rawValue) boundary", from: column * depths.count, context)
    return Row(
      Self.depth => depths, Self.trainingAccuracy => networks.flatMap(\.training),
      Self.testAccuracy => networks.flatMap(\.test), Self.linearised => networks.flatMap(\.linearised),
      Self.divergence => networks.map(\.divergedStep))
  }

  /// Multiply-adds of the column at a place, about.
  func work(_ column: Int, _ maps: TrainedMap) throws -> Double {
    let scale = try scale(weightVariances[column], biasVariance: maps.grid.biasVariance)
    let layers = depths(scale: scale).reduce(0, +)
    return 3 * Double(layers * maps.width * maps.width) * Double(batch * (looks.last ?? 0))
  }
}
