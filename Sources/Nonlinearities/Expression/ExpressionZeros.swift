/// Zeros of a formula on |x| ≤ 1e5.
///
/// Its sign changes are looked for on a grid (8193 points on [−10, 10], beyond 0.5 % apart). Between points of one sign
/// there may be two zeros and between points of different signs three: so the bottoms of valleys are looked at as well,
/// and where the slope changes its sign between two points. Two zeros that are 1e-7 apart are found; nearer ones have
/// less than a unit in the last place between them, so that neither is a kink to any digit.
struct ExpressionZeros {
  private let function: ExpressionProgram
  private let slope: ExpressionProgram

  init(of expression: Expression) {
    (function, slope) = (ExpressionProgram(expression), ExpressionProgram(expression.derivative))
  }

  static let searched = 1e5

  /// Places from −1e5 to 1e5.
  private static let grid: [Double] = {
    let inner = (0...8192).map { -10 + Double($0) * (20.0 / 8192) }
    var (outer, place) = ([Double](), 10.0)
    while place < searched {
      place *= 1.005
      outer.append(place)
    }
    return outer.reversed().map { -$0 } + inner + outer
  }()

  /// Parts of a gap of the grid in which signs of the slope are looked for.
  private static let parts = 16

  /// Where the formula changes its sign and, if asked for, where it touches 0.
  func places(touching: Bool) -> [Double] {
    Self.places(function, Self.grid, touching: touching) { left, right in
      let points = (0...Self.parts).map { left + (right - left) * (Double($0) / Double(Self.parts)) }
      return Self.places(slope, points, touching: false) { _, _ in [] }
    }
  }

  /// - Parameter extrema: of the function between two places of different signs.
  private static func places(
    _ function: ExpressionProgram, _ points: [Double], touching: Bool, extrema: (Double, Double) -> [Double]
  ) -> [Double] {
    let values = points.map { function($0) }
    var places: [Double] = []
    for k in values.indices {
      let before = k > 0 ? values[k - 1] : 0
      let after = k + 1 < values.count ? values[k + 1] : 0
      if values[k] == 0, before * after <= 0 {
        // Not inside of an interval on which it is 0, nor where it underflows.
        if max(abs(before), abs(after)) > 1e-200 { places.append(points[k]) }
        continue
      }
      if k > 0, values[k - 1] * values[k] < 0 {
        let ends = [points[k - 1]] + extrema(points[k - 1], points[k]) + [points[k]]
        for (left, right) in zip(ends, ends.dropFirst()) where function(left) * function(right) < 0 {
          places.append(root(function, left, right))
        }
      }
      guard abs(values[k]) <= abs(before), abs(values[k]) <= abs(after), before * after > 0 else { continue }
      let (left, right) = (points[k - 1], points[k + 1])
      let (bottom, size) = smallest(function, left, right, sign: before > 0 ? 1 : -1)
      // That of a double zero, found to 1e-8, is below 1e-9 of its neighbours'.
      let rounding = 1e-9 * max(abs(before), abs(after))
      if size < -rounding {
        places += [root(function, left, bottom), root(function, bottom, right)]
      } else if touching, size <= rounding {
        places.append(bottom)
      }
    }
    return places
  }

  /// By halving, down to neighbouring numbers; the one on the right.
  private static func root(_ function: ExpressionProgram, _ left: Double, _ right: Double) -> Double {
    var (low, high) = (left, right)
    let isNegative = function(low) < 0
    for _ in 0..<120 {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      let value = function(middle)
      if value == 0 { return middle }
      if (value < 0) == isNegative { low = middle } else { high = middle }
    }
    return high
  }

  /// The smallest ±f, by the golden section.
  private static func smallest(
    _ function: ExpressionProgram, _ left: Double, _ right: Double, sign: Double
  ) -> (place: Double, size: Double) {
    var (low, high) = (left, right)
    let ratio = 0.6180339887498949
    for _ in 0..<80 {
      let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
      if sign * function(a) <= sign * function(b) { high = b } else { low = a }
    }
    let place = 0.5 * (low + high)
    return (place, sign * function(place))
  }
}
