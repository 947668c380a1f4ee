import Randomness

/// A grey 28 × 28 image of a digit, drawn with an anti-aliased pen of random width along randomly bent strokes.
///
/// Only + − × ÷ √, each correctly rounded, and polynomials of them enter: the bytes are the same on every machine.
struct DigitImage {
  static let side = 28
  static let pixelCount = side * side

  /// Squared distance of every pixel's centre to the nearest stroke so far.
  private var squaredDistances = [Double](repeating: .infinity, count: pixelCount)
  private var reach = 0.0

  /// Draws `digit` over `pixels`.
  mutating func draw(digit: Int, pixels: UnsafeMutableBufferPointer<UInt8>, using random: inout CounterBasedGenerator) {
    for k in pixels.indices { pixels[k] = 0 }
    let forms = DigitStrokes.forms[digit]
    let form = forms[random.below(forms.count)]
    let placement = Placement(&random)
    lay(
      form.map { placement.place($0, &random) }, halfWidth: random.uniform(0.7, 1.6), ink: random.uniform(0.65, 1),
      pixels)
    // A fainter stray line in two images of five.
    if random.uniform() < 0.4 {
      let start = Point(random.uniform(2, 26), random.uniform(2, 26))
      let end = Point(start.x + random.uniform(-7, 7), start.y + random.uniform(-7, 7))
      lay([[start, end]], halfWidth: random.uniform(0.4, 0.9), ink: random.uniform(0.3, 0.8), pixels)
    }
  }

  /// Lays lines of one width and ink over `pixels`; where lines overlap, the darker ink stays.
  private mutating func lay(
    _ lines: [[Point]], halfWidth: Double, ink: Double, _ pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    for k in squaredDistances.indices { squaredDistances[k] = .infinity }
    reach = halfWidth + 0.75
    for line in lines { for (a, b) in zip(line, line.dropFirst()) { measure(a, b) } }
    for (k, square) in squaredDistances.enumerated() where square < reach * reach {
      let coverage = min(1, max(0, (reach - square.squareRoot()) / 1.5))
      pixels[k] = max(pixels[k], UInt8((255 * ink * coverage).rounded()))
    }
  }

  private mutating func measure(_ a: Point, _ b: Point) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    let columns = range(min(a.x, b.x), max(a.x, b.x))
    for row in range(min(a.y, b.y), max(a.y, b.y)) {
      for column in columns {
        let (px, py) = (Double(column) + 0.5 - a.x, Double(row) + 0.5 - a.y)
        let along = length > 0 ? min(1, max(0, (px * dx + py * dy) / length)) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        let k = row * Self.side + column
        squaredDistances[k] = min(squaredDistances[k], ex * ex + ey * ey)
      }
    }
  }

  /// The pixels that a line between two coordinates can touch.
  private func range(_ low: Double, _ high: Double) -> Range<Int> {
    let first = max(0, Int((low - reach - 0.5).rounded(.down)))
    return first..<max(first, min(Self.side, Int((high + reach + 0.5).rounded(.up))))
  }

  /// A random affine map from the unit square into the image, and how far corners are bent.
  private struct Placement {
    let xx, xy, yx, yy, x, y: Double

    init(_ random: inout CounterBasedGenerator) {
      let (width, height) = (random.uniform(9, 16), random.uniform(15, 20))
      let shear = random.uniform(-0.3, 0.3)
      let turn = Rotation(halfTangent: random.uniform(-0.13, 0.13))
      (xx, yx) = (turn.cosine * width, turn.sine * width)
      (xy, yy) = (
        (turn.cosine * shear - turn.sine) * height, (turn.sine * shear + turn.cosine) * height
      )
      (x, y) = (14 + random.uniform(-2, 2), 14 + random.uniform(-2, 2))
    }

    func place(_ stroke: Stroke, _ random: inout CounterBasedGenerator) -> [Point] {
      var bent = stroke
      for k in bent.points.indices {
        bent.points[k].x += 0.05 * random.normal()
        bent.points[k].y += 0.035 * random.normal()
      }
      return bent.polyline.map { point in
        let (u, v) = (point.x - 0.5, point.y - 0.5)
        return Point(x + xx * u + xy * v, y + yx * u + yy * v)
      }
    }
  }
}
