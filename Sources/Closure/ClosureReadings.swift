import Foundation
import Results
import Suite

/// The numbers of `BiasVarianceOverTime`, block by block, beside the theory's.
struct ClosureReadings {
  private typealias Own = BiasVarianceOverTime

  let table: Table
  let settings: BiasVarianceOverTime.Settings
  /// λ_max t of every recorded step.
  let times: [Double]

  init(_ table: Table, _ settings: BiasVarianceOverTime.Settings) {
    (self.table, self.settings) = (table, settings)
    times = settings.steps.map { settings.rateFraction * Double($0) }
  }

  /// λ_max t*
  func bestTime(_ part: Part) throws -> Double { try table.value(ClosureTheory.bestTime, Own.part == part) }

  /// The recorded step next to t*, by ratio.
  func bestStep(_ part: Part) throws -> Int {
    let best = try bestTime(part)
    return times.indices.dropFirst().min { log(times[$0] / best).magnitude < log(times[$1] / best).magnitude } ?? 0
  }

  /// Theory's, by step.
  func theory(_ part: Part, _ quantity: Quantity) throws -> [Double] {
    let terms = try table.lists(ClosureTheory.parts, by: ClosureTheory.term, Own.part == part)
    switch quantity {
    case .sum: return times.indices.map { step in terms.reduce(0) { $0 + $1[step] } }
    case .biasSquare: return terms[0]
    case .initialVariance: return terms[1]
    case .noiseVariance: return terms[2]
    case .interaction: return times.map { _ in 0 }
    }
  }

  /// By block and step.
  func values(_ reading: Reading, _ part: Part, _ quantity: Quantity, width: Int) throws -> [[Double]] {
    let squares = try zip(Square.allCases, quantity.weights).filter { $0.1 != 0 }.map { square, weight in
      (
        weight,
        try table.lists(
          Own.squares, by: Own.block, Own.width == width, Own.reading == reading, Own.part == part,
          Own.square == square)
      )
    }
    return (0..<settings.blocks).map { block in
      times.indices.map { step in squares.reduce(0) { $0 + $1.0 * $1.1[block][step] } }
    }
  }

  /// By how much networks differ, from what the limit makes of the same initial functions and data or, `alone`, from
  /// theory; by width, block and step.
  func departures(_ part: Part, _ quantity: Quantity, alone: Bool) throws -> [[[Double]]] {
    let theory = try theory(part, quantity)
    return try settings.widths.map { width in
      let networks = try values(.networks, part, quantity, width: width)
      let limits = alone ? networks.map { _ in theory } : try values(.limit, part, quantity, width: width)
      return zip(networks, limits).map { zip($0, $1).map { $0 - $1 } }
    }
  }

  /// The part of the gap along a mode that networks have learnt, over theory's; by width and block.
  func learnt(mode: Int, step: Int) throws -> [[Double]] {
    let isHere = Own.step == settings.steps[step]
    let theory = try table.value(ClosureTheory.learnt, Own.tracked == mode, isHere)
    return try settings.widths.map { width in
      try table[Own.learnt, Own.width == width, Own.tracked == mode, isHere].map { $0 / theory }
    }
  }

  /// How far the minimum of a curve R + δ lies from R's in log t, to first order: −δ′/R″ at t*, δ′ the slope of the
  /// parabola through what was recorded from t*/2 to 2 t*.
  func shift(of departure: [Double], _ part: Part) throws -> Double {
    let (best, curvature) = (try bestTime(part), try table.value(ClosureTheory.curvature, Own.part == part))
    let near = times.indices.filter { times[$0] >= best / 2 && times[$0] <= 2 * best }
    let places = near.map { log(times[$0] / best) }
    let fit = try LeastSquaresFit(
      basis: [places.map { _ in 1 }, places, places.map { $0 * $0 }], values: near.map { departure[$0] })
    return -fit.coefficients[1] / curvature
  }
}
