import Glibc

/// Expectations of a standard normal z, cell by cell in closed form.
///
/// - Complexity: O(n), some 50 ns a knot.
extension LinearSpline {
  /// E[f(z)]
  var mean: Double { expectation(mean: 0, deviation: 1) }

  /// E[f(z)²]
  var secondMoment: Double {
    forEachCell { line, cell in cell.square(line.intercept, line.slope) }
  }

  /// E[f′(s z)²]
  func slopeSecondMoment(deviation s: Double) -> Double {
    forEachCell({ $0 / s }) { line, cell in line.slope * line.slope * cell.mass }
  }

  /// E[f′(z)]
  var meanSlope: Double { forEachCell { line, cell in line.slope * cell.mass } }

  /// E[f′(z) g′(z)]
  func slopeProduct(_ other: LinearSpline) -> Double {
    cells(with: other).reduce(0) { $0 + $1.first.slope * $1.second.slope * NormalCell($1.low, $1.high).mass }
  }

  /// E[f(m + s z)]
  func expectation(mean: Double, deviation: Double) -> Double {
    if deviation == 0 { return self(mean) }
    return forEachCell({ ($0 - mean) / deviation }) { line, cell in
      line.at(mean) * cell.mass + line.slope * deviation * cell.first
    }
  }

  private func forEachCell(
    _ edge: (Double) -> Double = { $0 }, _ body: (Line, NormalCell) -> Double
  ) -> Double {
    var (sum, low) = (0.0, -Double.infinity)
    for (k, line) in lines.enumerated() {
      let high = k < knots.count ? edge(knots[k]) : .infinity
      sum += body(line, NormalCell(low, high))
      low = high
    }
    return sum
  }
}
