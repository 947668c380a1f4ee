import LinearAlgebra
import Results

/// The numbers of one network that `TrainedNetworks` holds against the limit.
struct TrainingMeasures: Sendable {
  private let initialSquares, changeSquares, limitSquares: [Double]
  private let learnt, initialKernel, kernelSpread, kernelChange: Double

  init(_ limit: TrainingLimit, _ run: LineRun) throws {
    let task = limit.task
    let (start, end) = (
      try run.outputs(.before, at: task.positions), try run.outputs(.after, at: task.positions)
    )
    let squares = WeightLayer.allCases.map(run.squares)
    (initialSquares, changeSquares) = (squares.map(\.initial), squares.map(\.change))
    limitSquares = limit.changeSquares(from: start)
    let change = limit.change(from: start)
    let own = task.places.map { end[$0] - start[$0] }
    learnt = TrainingLimit.product(own, change) / TrainingLimit.product(change, change)
    let (before, after) = (try Pair(run, .before, limit), try Pair(run, .after, limit))
    let theory = Pair(entries: limit.pairKernel)
    initialKernel = before.product(theory) / theory.square
    kernelSpread = (before.distance(theory) / theory.square).squareRoot()
    kernelChange = (after.distance(before) / before.square).squareRoot()
  }

  /// A kernel between two inputs.
  private struct Pair {
    /// In the order of `PairEntry.allCases`; the second is there twice in the matrix.
    let entries: [Double]

    init(entries: [Double]) { self.entries = entries }

    init(_ run: LineRun, _ stage: Stage, _ limit: TrainingLimit) throws {
      entries = try run.kernel(stage, of: limit.settings.pair)
    }

    func product(_ other: Pair) -> Double {
      zip([1.0, 2, 1], zip(entries, other.entries)).reduce(0) { $0 + $1.0 * $1.1.0 * $1.1.1 }
    }

    var square: Double { product(self) }

    /// Squared, Frobenius.
    func distance(_ other: Pair) -> Double { Pair(entries: zip(entries, other.entries).map { $0 - $1 }).square }
  }

  /// Of the networks of a width.
  static func row(_ measures: [TrainingMeasures]) -> Row {
    Row(
      TrainedNetworks.initialSquare => measures.flatMap(\.initialSquares),
      TrainedNetworks.changeSquare => measures.flatMap(\.changeSquares),
      TrainedNetworks.limitSquare => measures.flatMap(\.limitSquares),
      TrainedNetworks.learnt => measures.map(\.learnt),
      TrainedNetworks.initialKernel => measures.map(\.initialKernel),
      TrainedNetworks.kernelSpread => measures.map(\.kernelSpread),
      TrainedNetworks.kernelChange => measures.map(\.kernelChange))
  }
}
