/// A point of the plane, x to the right and y downwards.
struct Point {
  var x, y: Double

  init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// A line drawn without lifting the pen.
struct Stroke {
  enum Shape { case straight, curved, loop }

  var shape: Shape
  var points: [Point]

  init(_ shape: Shape, _ points: [Point]) { (self.shape, self.points) = (shape, points) }

  /// The corners of the stroke as it is drawn. Curves lose their corners by Chaikin's rule: each side is cut at its
  /// quarters, which tends to the quadratic B-spline of the points and needs no function but + and ×.
  var polyline: [Point] {
    if shape == .straight { return points }
    var corners = points
    for _ in 0..<2 {
      let sides = shape == .loop ? corners.count : corners.count - 1
      var cut: [Point] = shape == .loop ? [] : [corners[0]]
      for k in 0..<sides {
        let (a, b) = (corners[k], corners[(k + 1) % corners.count])
        cut.append(Point(0.75 * a.x + 0.25 * b.x, 0.75 * a.y + 0.25 * b.y))
        cut.append(Point(0.25 * a.x + 0.75 * b.x, 0.25 * a.y + 0.75 * b.y))
      }
      if shape != .loop { cut.append(corners[corners.count - 1]) }
      corners = cut
    }
    return shape == .loop ? corners + [corners[0]] : corners
  }
}

/// The ten digits in the unit square, some with the ways in which people write them.
enum DigitStrokes {
  static let forms: [[[Stroke]]] = [
    [
      [
        Stroke(
          .loop,
          [
            Point(0.5, -0.02), Point(0.9, 0.1), Point(0.97, 0.5), Point(0.9, 0.9), Point(0.5, 1.02), Point(0.1, 0.9),
            Point(0.03, 0.5), Point(0.1, 0.1),
          ])
      ]
    ],
    [
      [Stroke(.straight, [Point(0.28, 0.25), Point(0.55, 0), Point(0.55, 1)])],
      [Stroke(.straight, [Point(0.5, 0), Point(0.5, 1)])],
    ],
    [
      [
        Stroke(
          .curved,
          [
            Point(0.12, 0.28), Point(0.2, -0.05), Point(0.85, -0.05), Point(0.95, 0.35), Point(0.6, 0.62),
            Point(0.1, 1),
          ]),
        Stroke(.straight, [Point(0.1, 1), Point(0.95, 0.97)]),
      ]
    ],
    [
      [
        Stroke(.curved, [Point(0.12, 0.12), Point(0.5, -0.08), Point(1, 0.1), Point(0.9, 0.44), Point(0.4, 0.48)]),
        Stroke(.curved, [Point(0.4, 0.48), Point(0.98, 0.5), Point(1.05, 0.9), Point(0.6, 1.08), Point(0.08, 0.88)]),
      ]
    ],
    [
      [Stroke(.straight, [Point(0.68, 1), Point(0.68, 0), Point(0.06, 0.66), Point(0.95, 0.66)])],
      [
        Stroke(.straight, [Point(0.15, 0.02), Point(0.12, 0.52), Point(0.9, 0.52)]),
        Stroke(.straight, [Point(0.78, 0.05), Point(0.74, 1)]),
      ],
    ],
    [
      [
        Stroke(.straight, [Point(0.88, 0), Point(0.22, 0), Point(0.18, 0.44)]),
        Stroke(
          .curved,
          [
            Point(0.18, 0.44), Point(0.6, 0.3), Point(1.05, 0.5), Point(0.95, 0.95), Point(0.5, 1.05), Point(0.1, 0.9),
          ]),
      ]
    ],
    [
      [
        Stroke(
          .curved,
          [
            Point(0.75, 0), Point(0.3, 0.2), Point(0.05, 0.65), Point(0.18, 1.02), Point(0.7, 1.08), Point(1, 0.8),
            Point(0.75, 0.48), Point(0.35, 0.52), Point(0.14, 0.72),
          ])
      ]
    ],
    [
      [Stroke(.straight, [Point(0.08, 0), Point(0.92, 0.02), Point(0.38, 1)])],
      [
        Stroke(.straight, [Point(0.08, 0.02), Point(0.92, 0), Point(0.4, 1)]),
        Stroke(.straight, [Point(0.3, 0.5), Point(0.88, 0.5)]),
      ],
    ],
    [
      [
        Stroke(
          .loop,
          [
            Point(0.5, -0.04), Point(0.88, 0.06), Point(0.84, 0.4), Point(0.5, 0.5), Point(0.16, 0.4),
            Point(0.12, 0.06),
          ]),
        Stroke(
          .loop,
          [
            Point(0.5, 0.45), Point(0.94, 0.56), Point(0.96, 0.94), Point(0.5, 1.04), Point(0.04, 0.94),
            Point(0.06, 0.56),
          ]),
      ]
    ],
    [
      [
        Stroke(
          .loop,
          [
            Point(0.5, -0.03), Point(0.92, 0.08), Point(0.9, 0.44), Point(0.5, 0.56), Point(0.1, 0.44),
            Point(0.1, 0.08),
          ]),
        Stroke(.curved, [Point(0.84, 0.24), Point(0.86, 0.6), Point(0.68, 1)]),
      ]
    ],
  ]
}
