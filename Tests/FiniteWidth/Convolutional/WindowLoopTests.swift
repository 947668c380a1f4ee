import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

/// Networks of one layer against its definition, position by position.
@Suite("Windows of any size, stride and padding, against their formulas") struct WindowLoopTests {
  /// A window of k positions and a stride of s on n positions.
  struct Side: Sendable {
    let n, k, s: Int

    /// ⌈n/s⌉ windows, with padding of which the smaller half stands before the first; ⌊(n − k)/s⌋ + 1 without.
    func sizes(_ padding: Padding) -> (output: Int, low: Int) {
      if padding == .valid { return ((n - k) / s + 1, 0) }
      let output = (n + s - 1) / s
      return (output, max((output - 1) * s + k - n, 0) / 2)
    }

    /// The position under a place of a window; nil where nothing is.
    func position(_ output: Int, _ place: Int, _ padding: Padding) -> Int? {
      let position = output * s - sizes(padding).low + place
      if padding == .circular { return ((position % n) + n) % n }
      return (0..<n).contains(position) ? position : nil
    }
  }

  struct Window: Sendable {
    let rows, columns: Side
    let padding: Padding

    var outputs: (rows: Int, columns: Int) { (rows.sizes(padding).output, columns.sizes(padding).output) }

    /// Places (row, column) of a window with the position under each, row by row; nil where nothing is.
    func positions(_ y: Int, _ x: Int) -> [Int?] {
      (0..<rows.k).flatMap { dy in
        (0..<columns.k).map { dx in
          guard let row = rows.position(y, dy, padding), let column = columns.position(x, dx, padding) else {
            return nil
          }
          return row * columns.n + column
        }
      }
    }

    var kernelSize: WindowSize { .sides(height: rows.k, width: columns.k) }
    var stride: WindowSize { .sides(height: rows.s, width: columns.s) }
    func shape(channels: Int) -> InputShape { .image(height: rows.n, width: columns.n, channels: channels) }
  }

  static let sides = [(1, 1), (3, 1), (2, 1), (4, 1), (3, 2), (2, 2), (1, 3), (5, 3)]
  /// Each side with the next on the other, so that none is confused with the other.
  static let windows = Padding.allCases.flatMap { padding in
    sides.indices.map { i in
      let (rows, columns) = (sides[i], sides[(i + 3) % sides.count])
      return Window(
        rows: Side(n: 7, k: rows.0, s: rows.1), columns: Side(n: 5, k: columns.0, s: columns.1), padding: padding)
    }
  }

  /// z[p, k] = b_k + Σ_t Σ_c x[position(p, t), c] W[(t, c), k] over the places t of the window.
  @Test(arguments: windows) func aConvolutionIsTheSum(window: Window) throws {
    let (channels, fanOut) = (2, 3)
    let network = try Architecture {
      Convolution(
        kernelSize: window.kernelSize, stride: window.stride, padding: window.padding, weightVariance: 1.3,
        biasVariance: 0.4)
    }.finiteWidth(1, outputs: fanOut, input: window.shape(channels: channels), seed: seed)
    let x = inputs(3, network.inputs)
    let z = try network(x)
    let (rows, columns) = window.outputs
    #expect(network.outputs == rows * columns * fanOut)
    let layer = network.parameters[0]
    for (i, y, x0, k) in Self.entries(3, rows, columns, fanOut) {
      var expected = layer.biases[k]
      for (place, position) in window.positions(y, x0).enumerated() {
        guard let position else { continue }
        for c in 0..<channels {
          expected += layer.weights[place * channels + c, k] * x[i, position * channels + c]
        }
      }
      // Sums of at most 41 products of order one.
      #expect(abs(z[i, (y * columns + x0) * fanOut + k] - expected) < 1e-13)
    }
  }

  /// The mean divides by all places of the window, also by those where nothing is.
  @Test(arguments: windows, [false, true]) func poolingIsTheMeanOrTheSum(window: Window, isSum: Bool) throws {
    let channels = 2
    let network = try Architecture {
      AveragePooling(window: window.kernelSize, stride: window.stride, padding: window.padding, sum: isSum)
      Convolution(kernelSize: 1, weightVariance: 1)
    }.finiteWidth(1, outputs: channels, input: window.shape(channels: channels), seed: seed)
    var identity = network
    identity.parameters[0].weights = Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1])
    let x = inputs(2, network.inputs)
    let pooled = try identity(x)
    let (rows, columns) = window.outputs
    #expect(network.outputs == rows * columns * channels)
    for (i, y, x0, c) in Self.entries(2, rows, columns, channels) {
      let places = window.positions(y, x0)
      let sum = places.compactMap(\.self).reduce(0) { $0 + x[i, $1 * channels + c] }
      let expected = isSum ? sum : sum / Double(places.count)
      #expect(abs(pooled[i, (y * columns + x0) * channels + c] - expected) < 1e-14)
    }
  }

  /// A sequence is an image of width 1.
  @Test(arguments: Padding.allCases) func aSequenceIsAnImageOfWidthOne(padding: Padding) throws {
    func network(_ size: WindowSize, _ stride: WindowSize, _ shape: InputShape) throws -> FiniteNetwork<Double> {
      try Architecture {
        Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1.3, biasVariance: 0.4)
        Erf()
        AveragePooling(window: size, stride: stride, padding: padding)
        Flatten()
        Dense(weightVariance: 1)
      }.finiteWidth(4, input: shape, seed: seed)
    }
    let x = inputs(2, 21)
    let sequence = try network(2, 3, .sequence(length: 7, channels: 3))
    let image = try network([2, 1], [3, 1], .image(height: 7, width: 1, channels: 3))
    // ⌈7/3⌉ = 3 and ⌈3/3⌉ = 1; ⌊5/3⌋ + 1 = 2 and 1.
    #expect(sequence.parameters.map(\.weights.rows) == [6, 4])
    #expect(try sequence(x) == image(x))
  }

  @Test func whatLeavesNothingIsRefusedByName() throws {
    func message(_ shape: InputShape, _ layer: Layer) -> String {
      do {
        _ = try Architecture(layers: [layer, .flatten]).finiteWidth(4, input: shape, seed: seed)
        return "made"
      } catch { return "\(error)" }
    }
    let image = InputShape.image(height: 4, width: 3, channels: 2)
    let valid = Convolution(kernelSize: [2, 4], padding: .valid, weightVariance: 1).layer
    #expect(message(image, valid).contains("layers[0].convolution"))
    #expect(message(image, .averagePooling(window: 5, stride: 1)).contains("layers[0].averagePooling"))
    #expect(message(.vector(features: 24), .selfAttention(SelfAttention())).contains("layers[0].selfAttention"))
    let sides = Convolution(kernelSize: [2, 1], weightVariance: 1).layer
    #expect(message(.sequence(length: 8, channels: 3), sides).contains("layers[0].convolution"))
    let branches = Layer.parallel(
      [
        [Convolution(kernelSize: 1, weightVariance: 1).layer],
        [Convolution(kernelSize: 1, stride: 2, weightVariance: 1).layer],
      ], join: .product)
    #expect(message(image, branches).contains("layers[0].parallel.branches[1]"))
  }

  private static func entries(_ n: Int, _ rows: Int, _ columns: Int, _ channels: Int) -> [(Int, Int, Int, Int)] {
    (0..<n).flatMap { i in
      (0..<rows).flatMap { y in (0..<columns).flatMap { x in (0..<channels).map { (i, y, x, $0) } } }
    }
  }
}
