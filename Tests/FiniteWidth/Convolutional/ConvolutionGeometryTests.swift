import Architectures
import FiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing

@Suite("Finite networks on images, against their formulas") struct ConvolutionGeometryTests {
  /// z[p, k] = b_k + Σ_o Σ_c x[p + o, c] W[(o, c), k], the image continued as its padding says.
  @Test(arguments: [Padding.zero, .circular], [1, 3, 5, 9]) func aConvolutionIsTheSum(padding: Padding, kernelSize: Int)
    throws
  {
    let (height, width, channels, fanOut) = (4, 3, 2, 3)
    let network = try Architecture {
      Convolution(kernelSize: .uniform(kernelSize), padding: padding, weightVariance: 1.3, biasVariance: 0.4)
    }.finiteWidth(
      1, outputs: fanOut, input: .image(height: height, width: width, channels: channels), seed: seed)
    let x = inputs(3, height * width * channels)
    let z = try network(x)
    #expect(network.outputs == height * width * fanOut)
    let layer = network.parameters[0]
    let reach = kernelSize / 2
    func pixel(_ i: Int, _ row: Int, _ column: Int, _ channel: Int) -> Double {
      var (row, column) = (row, column)
      if padding == .circular {
        // From −reach ≥ −4 · length on a multiple of the length brings every coordinate above 0.
        (row, column) = ((row + 4 * height) % height, (column + 4 * width) % width)
      }
      guard (0..<height).contains(row), (0..<width).contains(column) else { return 0 }
      return x[i, (row * width + column) * channels + channel]
    }
    for i in 0..<3 {
      for row in 0..<height {
        for column in 0..<width {
          for k in 0..<fanOut {
            var expected = layer.biases[k]
            for dy in -reach...reach {
              for dx in -reach...reach {
                for c in 0..<channels {
                  let weight = layer.weights[((dy + reach) * kernelSize + dx + reach) * channels + c, k]
                  expected += weight * pixel(i, row + dy, column + dx, c)
                }
              }
            }
            // Sums of at most 163 products of order one.
            #expect(abs(z[i, (row * width + column) * fanOut + k] - expected) < 1e-13)
          }
        }
      }
    }
  }

  /// A shift of the image on its torus shifts what a circular convolution makes of it, and zero padding breaks that.
  @Test(arguments: [Padding.zero, .circular]) func aCircularConvolutionKnowsNoPlace(padding: Padding) throws {
    let network = try Architecture {
      Convolution(kernelSize: 3, padding: padding, weightVariance: 1.3, biasVariance: 0.4)
      Erf()
      Convolution(kernelSize: 3, padding: padding, weightVariance: 1.3, biasVariance: 0.4)
      GlobalAveragePooling()
    }.finiteWidth(5, outputs: 2, input: .image(height: 3, width: 4, channels: 2), seed: seed)
    let x = inputs(1, 24)
    let shifted = Matrix(rows: 1, columns: 24, elements: Array(x.elements[8...]) + Array(x.elements[..<8]))
    let difference = zip(try network(x).elements, try network(shifted).elements).map { abs($0 - $1) }.max() ?? .nan
    if padding == .circular { #expect(difference < 1e-14) } else { #expect(difference > 1e-3) }
  }

  @Test func poolingIsTheMean() throws {
    // A convolution over one position with the identity for weights hands the pixels on.
    func network(_ pooling: Layer) throws -> FiniteNetwork<Double> {
      let convolution = Layer.convolution(
        kernelSize: 1, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true)
      var network = try Architecture(layers: [convolution, pooling]).finiteWidth(
        1, outputs: 2, input: .image(height: 4, width: 6, channels: 2), seed: seed)
      network.parameters[0].weights = Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1])
      return network
    }
    let x = inputs(2, 48)
    let (windows, whole) = (
      try network(.averagePooling(window: 2))(x), try network(.globalAveragePooling)(x)
    )
    #expect((windows.columns, whole.columns) == (12, 2))
    func mean(_ i: Int, rows: Range<Int>, columns: Range<Int>, _ channel: Int) -> Double {
      let values = rows.flatMap { row in columns.map { x[i, (row * 6 + $0) * 2 + channel] } }
      return values.reduce(0, +) / Double(values.count)
    }
    for i in 0..<2 {
      for channel in 0..<2 {
        #expect(abs(whole[i, channel] - mean(i, rows: 0..<4, columns: 0..<6, channel)) < 1e-15)
        for (row, column) in [(0, 0), (0, 2), (1, 1)] {
          let expected = mean(
            i, rows: 2 * row..<2 * row + 2, columns: 2 * column..<2 * column + 2, channel)
          #expect(abs(windows[i, (row * 3 + column) * 2 + channel] - expected) < 1e-15)
        }
      }
    }
  }

  /// Over the channels of each position: mean 0 and mean square 1 to ε = 1e-12 of the variance.
  @Test func layerNormNormalisesEveryPosition() throws {
    let network = try Architecture {
      Convolution(kernelSize: 3, weightVariance: 1.3, biasVariance: 0.4)
      LayerNorm()
      Flatten()
    }.finiteWidth(1, outputs: 7, input: imageShape, seed: seed)
    let y = try network(inputs(2, 24))
    let plain = try Architecture {
      Convolution(kernelSize: 3, weightVariance: 1.3, biasVariance: 0.4)
    }.finiteWidth(1, outputs: 7, input: imageShape, seed: seed)(inputs(2, 24))
    for first in stride(from: 0, to: y.elements.count, by: 7) {
      let (group, before) = (y.elements[first..<first + 7], plain.elements[first..<first + 7])
      #expect(abs(group.reduce(0, +)) < 1e-13)
      #expect(abs(group.reduce(0) { $0 + $1 * $1 } / 7 - 1) < 1e-9)
      // The order of the channels stays.
      #expect(group.indices.max { group[$0] < group[$1] } == before.indices.max { before[$0] < before[$1] })
    }
  }

  @Test func theShapesFollowTheLayers() throws {
    let network = try pooledSample().finiteWidth(5, outputs: 3, input: pooledShape, seed: seed)
    #expect(network.parameters.map(\.weights.rows) == [36, 45, 45, 10])
    #expect(network.parameters.map(\.weights.columns) == [5, 5, 5, 3])
    #expect((network.inputs, network.outputs) == (32, 3))
    #expect(network.inputShape == pooledShape)
  }

  /// A dense layer behind `flatten` reads height, width, channels in this order.
  @Test func flattenMovesNothing() throws {
    let (whole, layers) = (
      try Architecture {
        Flatten()
        Dense(weightVariance: 1)
      }.finiteWidth(1, input: imageShape, seed: seed),
      try Architecture { Dense(weightVariance: 1) }.finiteWidth(1, inputs: 24, seed: seed)
    )
    #expect(try whole(inputs(3, 24)) == layers(inputs(3, 24)))
  }

  @Test func whatDoesNotFitTheImageIsRefusedByName() throws {
    func message(_ architecture: Architecture, _ shape: InputShape = imageShape) -> String {
      do {
        _ = try architecture.finiteWidth(4, input: shape, seed: seed)
        return "made"
      } catch { return "\(error)" }
    }
    let window = try Architecture {
      Convolution(kernelSize: 3, weightVariance: 1)
      AveragePooling(window: 2)
    }
    #expect(
      message(window).contains("layers[1].averagePooling: window 2 does not divide the image [4, 3, channels]"))
    let dense = try Architecture {
      Convolution(kernelSize: 3, weightVariance: 1)
      ReLU()
      Dense(weightVariance: 1)
    }
    #expect(message(dense).contains("layers[2].dense: the input is an image [4, 3, channels]; insert flatten"))
    #expect(message(window, .vector(features: 24)).contains("layers[0].convolution: the input is a vector"))
    #expect(message(window, .image(height: 0, width: 2, channels: 2)).contains("are empty"))
    #expect(throws: ArchitectureFailure.self) { try Architecture { Convolution(kernelSize: 4, weightVariance: 1) } }
    #expect(throws: ArchitectureFailure.self) { try Architecture { Convolution(kernelSize: 1025, weightVariance: 1) } }
    let wide = try Architecture {
      Convolution(kernelSize: 3, weightVariance: 1)
      ReLU()
      Convolution(kernelSize: 3, weightVariance: 1)
    }
    #expect(
      (#expect(throws: FiniteWidthFailure.self) {
        try wide.finiteWidth(1 << 40, input: imageShape, seed: seed)
      })?.exitStatus == .doesNotFit)
    #expect(throws: FiniteWidthFailure.wrongInputs(expected: 24, found: 12)) {
      try window.finiteWidth(4, input: .image(height: 2, width: 6, channels: 2), seed: seed)(inputs(2, 12))
    }
  }
}
