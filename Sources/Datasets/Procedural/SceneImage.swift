import Randomness

/// A coloured 32 × 32 image of a texture (classes 0 to 3 and 9) or a shape (4 to 8): random place, size, angle and
/// colours, an uneven light and noise. Stored planar, as CIFAR-10 is.
///
/// Only + − × ÷ √ and polynomials of them enter: the bytes are the same on every machine.
struct SceneImage {
  static let side = 32
  static let pixelCount = 3 * side * side

  private var noise = [Double](repeating: 0, count: pixelCount)

  mutating func draw(scene: Int, pixels: UnsafeMutableBufferPointer<UInt8>, using random: inout CounterBasedGenerator) {
    let figure = Figure(scene: scene, &random)
    let (front, back) = colours(scene, &random)
    let light = (random.uniform(-0.012, 0.012), random.uniform(-0.012, 0.012))
    noise.withUnsafeMutableBufferPointer { random.fillNormals($0, from: 0) }
    let strength = random.uniform(0.02, 0.08)
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        let (x, y) = (Double(column) - 15.5, Double(row) - 15.5)
        let coverage = min(1, max(0, 0.5 - figure.distance(x, y)))
        let brightness = 1 + light.0 * x + light.1 * y
        for channel in 0..<3 {
          let k = (channel * Self.side + row) * Self.side + column
          let colour = back[channel] + coverage * (front[channel] - back[channel])
          let value = colour * brightness + strength * noise[k]
          pixels[k] = UInt8((255 * min(1, max(0, value))).rounded())
        }
      }
    }
  }

  /// A front colour that leans towards the class's own, and a back colour that differs enough to be seen.
  private func colours(_ scene: Int, _ random: inout CounterBasedGenerator) -> (SIMD3<Double>, SIMD3<Double>) {
    func any(_ random: inout CounterBasedGenerator) -> SIMD3<Double> {
      SIMD3(random.uniform(), random.uniform(), random.uniform())
    }
    let front = 0.35 * Self.palette[scene] + 0.65 * any(&random)
    while true {
      let back = any(&random)
      let difference = front - back
      if (difference * difference).sum() > 0.16 { return (front, back) }
    }
  }

  private static let palette: [SIMD3<Double>] = [
    [0.9, 0.2, 0.2], [0.2, 0.7, 0.2], [0.2, 0.3, 0.9], [0.9, 0.8, 0.2], [0.8, 0.3, 0.8], [0.2, 0.8, 0.8],
    [0.95, 0.55, 0.2], [0.6, 0.4, 0.2], [0.9, 0.9, 0.9], [0.1, 0.1, 0.2],
  ]
}

/// The outline of a scene: negative inside, about the distance to it in pixels.
private struct Figure {
  let scene: Int
  let centre: Point
  let turn: Rotation
  let size: Double
  let period: Double

  init(scene: Int, _ random: inout CounterBasedGenerator) {
    self.scene = scene
    centre = Point(random.uniform(-5, 5), random.uniform(-5, 5))
    turn = Rotation(halfTangent: random.uniform(-0.15, 0.15))
    size = random.uniform(6, 11)
    period = random.uniform(6, 12)
  }

  func distance(_ px: Double, _ py: Double) -> Double {
    let (dx, dy) = (px - centre.x, py - centre.y)
    let x = turn.cosine * dx + turn.sine * dy
    let y = turn.cosine * dy - turn.sine * dx
    switch scene {
    case 0: return wave(y)
    case 1: return wave(x)
    case 2: return wave((x + y) * 0.7071067811865476)
    case 3:
      let (a, b) = (wave(x), wave(y))
      return (a < 0) == (b < 0) ? -min(a.magnitude, b.magnitude) : min(a.magnitude, b.magnitude)
    case 4: return (x * x + y * y).squareRoot() - size
    case 5: return max(x.magnitude, y.magnitude) - 0.88 * size
    case 6: return max(y, 0.8660254037844386 * x.magnitude - 0.5 * y) - 0.62 * size
    case 7: return ((x * x + y * y).squareRoot() - size).magnitude - 0.25 * size
    case 8:
      let (a, b) = (x.magnitude, y.magnitude)
      return min(max(a - 1.1 * size, b - 0.32 * size), max(a - 0.32 * size, b - 1.1 * size))
    default:
      let (a, b) = (cell(x), cell(y))
      return (a * a + b * b).squareRoot() - 0.3 * period
    }
  }

  /// The distance to the nearest line of a grid of period `period`.
  private func cell(_ t: Double) -> Double { (t - period * (t / period).rounded()).magnitude }

  /// Stripes of half a period.
  private func wave(_ t: Double) -> Double { cell(t) - 0.25 * period }
}
