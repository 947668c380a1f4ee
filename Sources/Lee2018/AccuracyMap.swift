import MeanField
import Nonlinearities
import Suite

/// Accuracies over a grid of (σ_w², σ_b²) and where the good ones lie in the phase diagram.
package struct AccuracyMap: Sendable {
  package let grid: VarianceGrid
  /// [σ_w², σ_b²], NaN where the kernel had no factor.
  package let accuracies: [Double]
  /// σ_w² of the critical line at every σ_b² of the grid: χ₁ = 1 (ReLU: 2).
  package let line: [Double]

  package init(grid: VarianceGrid, accuracies: [Double], line: [Double]) {
    precondition(accuracies.count == grid.count && line.count == grid.biasVariances.count, "one value a point")
    (self.grid, self.accuracies, self.line) = (grid, accuracies, line)
  }

  /// The critical line of `nonlinearity` at the bias variances of `grid`.
  static func line(_ nonlinearity: Nonlinearity, over grid: VarianceGrid) throws -> [Double] {
    let line = CriticalLine(nonlinearity)
    return try grid.biasVariances.map { try line.weightVariance(biasVariance: $0) }
  }

  /// A point is *good* within this much of the best accuracy of the map: a third of the range that the paper's colours
  /// show (0.80 to 0.96).
  package static let margin = 0.05

  /// σ_w² − σ_w²(critical at the point's σ_b²), in the order of the grid's points.
  static func offsets(of grid: VarianceGrid, from line: [Double]) -> [Double] {
    grid.weightVariances.flatMap { weight in line.map { weight - $0 } }
  }

  private var offsets: [Double] { Self.offsets(of: grid, from: line) }

  /// −∞ of a map without any accuracy.
  package var bestAccuracy: Double { accuracies.filter(\.isFinite).max() ?? -.infinity }

  private var good: [Bool] {
    let best = bestAccuracy
    return accuracies.map { best.isFinite && $0 >= best - Self.margin }
  }

  /// The part of the grid that is good.
  package var goodFraction: Double { Double(good.count { $0 }) / Double(good.count) }

  /// Mean |σ_w² − σ_w²(critical)| of the good points.
  package var distance: Double { zip(offsets, good).filter { $0.1 }.map { $0.0.magnitude }.mean }

  /// The same of all points: what a map without structure would have.
  package var gridDistance: Double { offsets.map(\.magnitude).mean }

  /// Mean distance from the critical line of the good points left of it, where the kernel forgets its inputs
  /// exponentially for every nonlinearity; 0 if none is left there.
  package var orderedDistance: Double {
    let distances = zip(offsets, good).filter { $0.1 && $0.0 < 0 }.map { -$0.0 }
    return distances.isEmpty ? 0 : distances.mean
  }

  /// The good part of the points right of the line, minus that of the points left of it.
  package var shareDifference: Double {
    func share(_ isOnSide: (Double) -> Bool) -> Double {
      zip(offsets, good).filter { isOnSide($0.0) }.map { $0.1 ? 1 : 0 }.mean
    }
    return share { $0 >= 0 } - share { $0 < 0 }
  }
}
