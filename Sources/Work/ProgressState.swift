/// How far a run is and what that says about the time left. Times are seconds of one monotonic clock.
///
/// A run is a sweep of cells with known relative costs; the cell in work reports named stages. What is left of the
/// sweep follows from its declared cost and from the cells that are done.
public struct ProgressState: Sendable {
  public struct Stage: Sendable {
    public var name: String
    public var fraction: Double?
    var begin: Double
  }

  public let title: String
  public let cells: Int
  public private(set) var cellsDone = 0
  private let totalWeight: Double
  private var doneWeight = 0.0
  private let declaredSeconds: Double
  private let begin: Double
  private var lastCellEnd: Double
  public private(set) var stage: Stage?

  public init(title: String, weights: [Double], declaredSeconds: Double, now: Double) {
    (self.title, self.declaredSeconds, begin, lastCellEnd) = (title, declaredSeconds, now, now)
    cells = weights.count
    totalWeight = weights.reduce(0, +)
  }

  public mutating func report(stage name: String, fraction: Double?, now: Double) {
    let fraction = fraction.map { min(max($0, 0), 1) }
    // A stage that starts over (the next tile, the next model) is timed anew.
    if stage?.name != name || (fraction ?? 0) < (stage?.fraction ?? 0) {
      stage = Stage(name: name, fraction: fraction, begin: now)
    } else {
      stage?.fraction = fraction
    }
  }

  public mutating func finishCell(weight: Double, now: Double) {
    cellsDone += 1
    doneWeight += weight
    lastCellEnd = now
    stage = nil
  }

  /// The part of the sweep that is done, by relative cost.
  public var fraction: Double { totalWeight > 0 ? min(1, doneWeight / totalWeight) : 0 }

  /// Seconds until the stage ends; `nil` until it has gone far enough to tell.
  public func stageSecondsLeft(now: Double) -> Double? {
    guard let stage, let fraction = stage.fraction, fraction >= 0.02, now - stage.begin >= 1 else { return nil }
    return (now - stage.begin) * (1 - fraction) / fraction
  }

  /// Seconds until the sweep ends: at least what the stage in work still takes.
  ///
  /// The declared cost counts like a tenth of the sweep already done at its speed, so that a first small cell, which is
  /// mostly overhead, does not speak for all. `nil` while neither a declaration nor a cell nor a stage says anything.
  public func secondsLeft(now: Double) -> Double? {
    let stage = stageSecondsLeft(now: now)
    let weight = declaredSeconds > 0 ? 0.1 : 0
    guard fraction + weight > 0 else { return stage }
    let whole = (lastCellEnd - begin + weight * declaredSeconds) / (fraction + weight)
    let rest = whole * (1 - fraction) - (now - lastCellEnd)
    return max(rest, stage ?? 0, 0)
  }
}
