import Foundation
import Results
import Suite

/// Where kernels of one architecture cease to have a factor in float32 in the ordered phase, and how ill conditioned
/// they are there: columns of a map of `Figure2Convolutions`.
///
/// With u = 2⁻²⁴, n images and entries of size a, rounding Θ to float32 and the first step of the factorisation, which
/// takes what all images share off every entry, change each entry by about u a, independently. Such a change has the
/// spectral norm 2√n u a, and moves a single eigenvalue by about u a. λ_max being n a, the factor is lost when λ_min is
/// between the two: from κ = √n/(2u), all of the bulk being as small as λ_min, to n/u, λ_min alone being so small.
struct Float32Breakdown {
  /// 1/u
  static let reciprocalRoundoff = 16_777_216.0

  /// One σ_w² of the ordered phase.
  struct Column {
    /// ξ₁
    let scale: Double
    /// Ascending.
    let depths: [Double]
    /// By depth; NaN: beyond what float64 tells.
    let conditions: [Double]
    let hasFactor: [Bool]
  }

  let columns: [Column]

  /// Depths at which κ reaches 1/u, in ξ₁, log κ taken linear between depths: of the columns in which it does.
  var conditionMultiples: [Double] {
    columns.compactMap { column in
      let logs = column.logs
      guard let next = logs.firstIndex(where: { $0 >= 0 || $0.isNaN }), next > 0, !logs[next].isNaN else { return nil }
      return column.depth(between: next - 1, -logs[next - 1] / (logs[next] - logs[next - 1])) / column.scale
    }
  }

  /// log(κ u) half-way between the last depth with a factor and the first without: of the columns that have both.
  var logConditionsAtLoss: [Double] {
    columns.compactMap { column in
      guard let next = column.hasFactor.firstIndex(of: false), next > 0 else { return nil }
      let (logs, before) = (column.logs, next - 1)
      // Where float64 does not tell κ any more, the step before goes on.
      guard logs[next].isNaN, before > 0 else { return (logs[before] + logs[next]) / 2 }
      let slope = (logs[before] - logs[before - 1]) / (column.depths[before] - column.depths[before - 1])
      return logs[before] + slope * (column.depths[next] - column.depths[before]) / 2
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
