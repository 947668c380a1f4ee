/// A continuous function that is linear between its knots and beyond them.
struct LinearSpline: Sendable, Hashable {
  /// value + slope (x − place)
  struct Line: Sendable, Hashable {
    let place, value, slope: Double

    @inline(__always)
    func at(_ x: Double) -> Double { value + slope * (x - place) }
    var intercept: Double { at(0) }
    /// Where it is 0.
    var root: Double { place - value / slope }

    func scaled(_ factor: Double) -> Line { Line(place: place, value: factor * value, slope: factor * slope) }
  }

  /// Ascending.
  let knots: [Double]
  /// The line left of the first knot, those between, and that right of the last.
  let lines: [Line]

  /// Knots at which nothing bends are left out.
  init(knots: [Double], lines: [Line]) {
    var (kept, keptLines) = ([Double](), Array(lines.prefix(1)))
    for (knot, line) in zip(knots, lines.dropFirst()) where line.slope != keptLines[keptLines.count - 1].slope {
      kept.append(knot)
      keptLines.append(line)
    }
    (self.knots, self.lines) = (kept, keptLines)
  }

  /// Through points, with the first and the last line continued.
  /// - Parameters: at least two each; x ascends.
  init(x: [Double], y: [Double]) {
    let lines = (0..<x.count - 1).map { k in
      Line(place: x[k], value: y[k], slope: (y[k + 1] - y[k]) / (x[k + 1] - x[k]))
    }
    self.init(knots: Array(x[1..<x.count - 1]), lines: lines)
  }

  /// The line between two knots that is too steep for its distance from 0, and where it begins: of slope (x − place)
  /// more than 100 times the largest value at a knot or at 0 would have to cancel, and closed forms lose twice these
  /// digits.
  var steepest: (slope: Double, place: Double)? {
    guard !knots.isEmpty else { return nil }
    let largest = ([line(at: 0).at(0)] + zip(knots, lines).map { $1.at($0) }).map(\.magnitude).max() ?? 0
    for k in knots.indices.dropLast() {
      let reach = max(knots[k].magnitude, knots[k + 1].magnitude)
      let slope = lines[k + 1].slope
      if slope.magnitude * reach > 100 * largest { return (slope, knots[k]) }
    }
    return nil
  }

  static func line(value: Double, slope: Double) -> Self {
    Self(knots: [], lines: [Line(place: 0, value: value, slope: slope)])
  }

  /// The line on which x lies; at a knot the left one.
  /// - Complexity: O(log n)
  @inline(__always)
  func line(at x: Double) -> Line {
    var (low, high) = (0, knots.count)
    while low < high {
      let middle = (low &+ high) / 2
      if knots[middle] < x { low = middle &+ 1 } else { high = middle }
    }
    return lines[low]
  }

  func callAsFunction(_ x: Double) -> Double { line(at: x).at(x) }

  /// By how much the slope grows at each knot: φ″ is the sum of these, each times a delta function.
  var kinks: [Double] { zip(lines, lines.dropFirst()).map { $1.slope - $0.slope } }

  /// φ(s x), s > 0.
  func stretched(by s: Double) -> LinearSpline {
    LinearSpline(
      knots: knots.map { $0 / s }, lines: lines.map { Line(place: $0.place / s, value: $0.value, slope: s * $0.slope) })
  }

  /// φ(−x)
  var reflected: LinearSpline {
    LinearSpline(
      knots: knots.reversed().map { -$0 },
      lines: lines.reversed().map { Line(place: -$0.place, value: $0.value, slope: -$0.slope) })
  }

  /// Whether it is 0 at 0, to the rounding of the line through there.
  var isZeroAtOrigin: Bool {
    let line = line(at: 0)
    return abs(line.at(0)) <= 4 * line.value.magnitude.ulp
  }

  /// Whether φ(−x) = ±φ(x): knots and slopes mirror each other exactly.
  var parity: Parity? {
    let mirror = reflected
    guard mirror.knots == knots else { return nil }
    func isMirror(_ sign: Double) -> Bool { zip(mirror.lines, lines).allSatisfy { $0.slope == sign * $1.slope } }
    if isMirror(-1) && isZeroAtOrigin { return .odd }
    return isMirror(1) ? .even : nil
  }

  /// An interval on which two splines are lines.
  struct Cell {
    let low, high: Double
    let first, second: Line
  }

  /// - Complexity: O(n + n′)
  func cells(with other: LinearSpline) -> [Cell] {
    var (cells, low, i, j): ([Cell], Double, Int, Int) = ([], -.infinity, 0, 0)
    while true {
      let ends = (
        i < knots.count ? knots[i] : .infinity, j < other.knots.count ? other.knots[j] : .infinity
      )
      let high = min(ends.0, ends.1)
      if high > low { cells.append(Cell(low: low, high: high, first: lines[i], second: other.lines[j])) }
      if high == .infinity { return cells }
      if ends.0 == high { i += 1 }
      if ends.1 == high { j += 1 }
      low = high
    }
  }
}

/// φ(−x) = −φ(x) or φ(−x) = φ(x).
enum Parity: Sendable, Hashable {
  case odd, even
}
