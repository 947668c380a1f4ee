import Results
import Suite

/// The networks of a map: erf at one σ_b², over σ_w² and depth.
package struct MapGrid: Codable, Sendable {
  package var weightVariances: [Double]
  package var depths: [Int]
  /// That of Figure 2.
  package var biasVariance = 0.186

  /// σ_w² as in Figure 2, and depths evenly from 1 to `deepest`, to the nearest layer.
  package init(columns: Int, rows: Int, deepest: Int) {
    let depths = Self.evenly(rows, from: 1, to: Double(deepest)).map { Int($0.rounded()) }
    self.init(weightVariances: Self.figure2(columns), depths: depths)
  }

  init(weightVariances: [Double], depths: [Int], biasVariance: Double = 0.186) {
    (self.weightVariances, self.depths, self.biasVariance) = (weightVariances, depths, biasVariance)
  }

  /// So many σ_w², evenly between the ends of Figure 2.
  static func figure2(_ count: Int) -> [Double] { evenly(count, from: 0.4853, to: 4.1074) }

  static func evenly(_ count: Int, from first: Double, to last: Double) -> [Double] {
    (0..<count).map { first + (last - first) * Double($0) / Double(count - 1) }
  }

  /// Across the map, `multiple` depth scales deep.
  func guide(_ side: DepthGuide.Side, _ multiple: Double) -> DepthGuide {
    DepthGuide(side: side, multiple: multiple, biasVariance: biasVariance)
  }
}
