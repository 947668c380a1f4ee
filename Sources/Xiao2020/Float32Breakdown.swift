import Foundation
import Results
import Suite

/// Where kernels of one architecture cease to have a factor in float32 in the ordered phase, and how ill conditioned
/// they are there: columns of a map of `Figure2Convolutions`.
///
/// With u = 2⁻²⁴, n images and entries of size a, rounding Θ to float32 changes each entry by at most u a and by at
/// least u a/2 where it changes it most, independently and evenly up to there: by a deviation s between u a/(2√3) and
/// u a/√3. Such a change has the spectral norm 2√n s, and moves a single eigenvalue by about s. λ_max being n a, the
/// factor is lost when λ_min is between the two: from κ = √(3n)/(2u), all of the bulk being as small as λ_min, to
/// 2√3 n/u, λ_min alone being so small.
package struct Float32Breakdown {
  /// 1/u
  package static let reciprocalRoundoff = 16_777_216.0

  /// One σ_w² of the ordered phase.
  package struct Column {
    /// ξ₁
    let scale: Double
    /// Ascending.
    let depths: [Double]
    /// By depth; NaN: beyond what float64 tells.
    let conditions: [Double]
    let hasFactor: [Bool]

    package init(scale: Double, depths: [Double], conditions: [Double], hasFactor: [Bool]) {
      (self.scale, self.depths, self.conditions, self.hasFactor) = (scale, depths, conditions, hasFactor)
    }
  }

  let columns: [Column]

  package init(columns: [Column]) { self.columns = columns }

  /// By column the depth from which κ is above 1/u, in ξ₁, log κ taken linear between depths; nil where it is not on
  /// the grid. Shallow pooled kernels, which know a few numbers of an image, are above it, too.
  package var conditionMultiples: [Double?] {
    columns.map { column in
      let logs = column.logs
      guard let last = logs.lastIndex(where: { $0 < 0 }), last + 1 < logs.count, !logs[last + 1].isNaN else {
        return nil
      }
      return column.depth(between: last, -logs[last] / (logs[last + 1] - logs[last])) / column.scale
    }
  }

  /// log(κ u) half-way between the last depth with a factor and the first without: of the columns that have both.
  package var logConditionsAtLoss: [Double] {
    columns.compactMap { column in
      let logs = column.logs
      guard let last = column.hasFactor.lastIndex(of: true), last + 1 < logs.count, !logs[last + 1].isNaN else {
        return nil
      }
      return (logs[last] + logs[last + 1]) / 2
    }
  }
}

extension Float32Breakdown.Column {
  /// log(κ u)
  fileprivate var logs: [Double] { conditions.map { log($0 / Float32Breakdown.reciprocalRoundoff) } }

  fileprivate func depth(between row: Int, _ share: Double) -> Double {
    depths[row] + share * (depths[row + 1] - depths[row])
  }
}
