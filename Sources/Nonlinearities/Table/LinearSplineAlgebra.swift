/// Sums, and what cuts a linear spline at its zeros.
extension LinearSpline {
  /// α φ + β ψ
  func combined(_ alpha: Double, with other: LinearSpline, _ beta: Double) -> LinearSpline {
    let cells = cells(with: other)
    let lines = cells.map { cell in
      // A place where both are known well.
      let place = cell.low.isFinite ? cell.low : cell.high.isFinite ? cell.high : 0
      return Line(
        place: place, value: alpha * cell.first.at(place) + beta * cell.second.at(place),
        slope: alpha * cell.first.slope + beta * cell.second.slope)
    }
    return LinearSpline(knots: cells.dropFirst().map(\.low), lines: lines)
  }

  func scaled(_ factor: Double) -> LinearSpline {
    LinearSpline(knots: knots, lines: lines.map { $0.scaled(factor) })
  }

  /// φ where it is above 0, `factor` φ elsewhere: max(φ, 0) of 0, |φ| of −1.
  func rectified(factor: Double) -> LinearSpline {
    var (newKnots, newLines): ([Double], [Line]) = ([], [])
    func append(_ line: Line, from low: Double, isAbove: Bool) {
      if !newLines.isEmpty { newKnots.append(low) }
      newLines.append(isAbove ? line : line.scaled(factor))
    }
    for (k, line) in lines.enumerated() {
      let low = k == 0 ? -.infinity : knots[k - 1]
      let high = k == knots.count ? .infinity : knots[k]
      let root = line.slope == 0 ? .nan : line.root
      if root > low && root < high {
        append(line, from: low, isAbove: line.slope < 0)
        append(line, from: root, isAbove: line.slope > 0)
      } else {
        let inside = low.isFinite ? (high.isFinite ? low + 0.5 * (high - low) : low + 1) : high.isFinite ? high - 1 : 0
        append(line, from: low, isAbove: line.at(inside) > 0)
      }
    }
    return LinearSpline(knots: newKnots, lines: newLines)
  }

  /// Where it changes its sign or begins to differ from 0.
  var roots: [Double] {
    let positive = rectified(factor: 0)
    let known = Set(knots)
    return positive.knots.filter { !known.contains($0) || abs(self($0)) == 0 }
  }
}
