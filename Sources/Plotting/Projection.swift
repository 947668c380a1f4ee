import Foundation

/// The map from the values of one axis to logical pixels.
struct Projection {
  let limits: ClosedRange<Double>
  let logarithmic: Bool
  let start, end: Double
  private let low, span: Double

  init(limits: ClosedRange<Double>, logarithmic: Bool, from start: Double, to end: Double) {
    self.limits = limits
    self.logarithmic = logarithmic
    self.start = start
    self.end = end
    low = logarithmic ? log10(limits.lowerBound) : limits.lowerBound
    span = (logarithmic ? log10(limits.upperBound) : limits.upperBound) - low
  }

  /// `nil` for a value the scale cannot show. Places are at most 10¹⁰⁰ away, so that their differences are finite.
  func callAsFunction(_ value: Double) -> Double? {
    guard Extent.shows(value, logarithmic: logarithmic) else { return nil }
    let place = start + ((logarithmic ? log10(value) : value) - low) / span * (end - start)
    return place.isNaN ? nil : min(max(place, -1e100), 1e100)
  }
}

/// The part of a panel where data are drawn, with its two scales.
struct Frame {
  let rectangle: Rectangle
  let x, y: Projection

  func place(_ xValue: Double, _ yValue: Double) -> PlotPoint? {
    guard let px = x(xValue), let py = y(yValue) else { return nil }
    return PlotPoint(px, py)
  }

  /// The points of a curve without those that have no place: unbroken pieces between gaps.
  func pieces(_ xs: [Double], _ ys: [Double]) -> [[PlotPoint]] {
    var pieces: [[PlotPoint]] = [[]]
    for (xValue, yValue) in zip(xs, ys) {
      if let point = place(xValue, yValue) {
        pieces[pieces.count - 1].append(point)
      } else if pieces.last?.isEmpty == false {
        pieces.append([])
      }
    }
    return pieces.filter { !$0.isEmpty }
  }

  /// Whether a point is in the frame, its border included with the rounding of the projection.
  func shows(_ point: PlotPoint) -> Bool { rectangle.grown(by: 1e-6).contains(point) }
}
