import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// Kernels of formulas and tables, all the way through.
@Suite("Kernels of a φ of one's own") struct OwnNonlinearityTests {
  private static func network(_ nonlinearity: Nonlinearity, weight: Double = 1.4, bias: Double = 0.2) -> Architecture {
    .fullyConnected(depth: 3, nonlinearity: nonlinearity, weightVariance: weight, biasVariance: bias)
  }

  private static func bent() throws -> Nonlinearity {
    try .table(x: [-1.5, -0.5, 0.25, 1, 2], y: [0.3, -0.4, 0.1, 1.2, 1.0])
  }

  @Test(
    "the battery",
    arguments: [
      { try .expression("x*tanh(log(1+exp(x)))") }, { try .expression("max(-1, min(x, 1))") }, bent,
    ] as [@Sendable () throws -> Nonlinearity])
  func conforms(_ make: @Sendable () throws -> Nonlinearity) throws {
    let kernel = try Self.network(try make()).infiniteWidth
    let inputs = ConformanceTests.inputs
    let own = try kernel.selfCovariances(rows: inputs)
    var battery = KernelConformance(count: 12, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
      rows, columns, threads in
      let pairs = try VectorPairs(rows: inputs.part(rows), columns: columns.map(inputs.part))
      return try ConformanceTests.both(kernel.matrices(of: pairs, get: .both, threads: threads))
    }
    // Of a series of a thousand terms: 4e-15 of √(T T′).
    (battery.eigenvalueUlps, battery.entryUlps) = (256, 256)
    #expect(try battery.violations() == [])
  }

  @Test(
    arguments: [
      ("tanh(x)", .tanh), ("x*0.5*erfc(-x/sqrt(2))", .gelu), ("log(1+exp(x))", .softplus), ("max(x, 0)", .relu),
      ("max(x, 0.2*x)", .leakyRelu(slope: 0.2)),
    ] as [(String, Nonlinearity)])
  func formulasAreTheFunctionsTheySpell(_ text: String, _ own: Nonlinearity) throws {
    func vectors(_ phi: Nonlinearity) throws -> [Matrix<Double>] {
      try ConformanceTests.both(try Self.network(phi).infiniteWidth.matrices(rows: ConformanceTests.inputs, get: .both))
    }
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 1.5, biasVariance: 0.1, trainable: true)
    func images(_ phi: Nonlinearity) throws -> [Matrix<Double>] {
      var random = SplitMix64(seed: 3)
      let network = try Architecture(layers: [convolution, .activation(phi), convolution, .activation(phi), .flatten])
      let kernel = try Kernel(network, inputShape: .image(height: 4, width: 4, channels: 2))
      return try ConformanceTests.both(
        kernel.matrices(rows: random.normalMatrix(rows: 4, columns: 32), get: .both))
    }
    let phi = try Nonlinearity.expression(text)
    for (found, expected) in zip(try vectors(phi) + images(phi), try vectors(own) + images(own)) {
      let largest = expected.elements.reduce(0) { max($0, abs($1)) }
      for (one, other) in zip(found.elements, expected.elements) {
        #expect(abs(one - other) < 1e-12 * largest, "\(text)")
      }
    }
  }

  /// A table on images, where covariances and not separations are carried, is the same on vectors of one position.
  @Test func tablesOnImages() throws {
    var random = SplitMix64(seed: 4)
    let rows = random.normalMatrix(rows: 5, columns: 6)
    let convolution = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 1.5, biasVariance: 0.1, trainable: true)
    let dense = Layer.dense(weightVariance: 1.5, biasVariance: 0.1, trainable: true)
    let phi = Layer.activation(try Self.bent())
    let image = try Kernel(
      Architecture(layers: [convolution, phi, convolution, phi, .flatten]),
      inputShape: .image(height: 1, width: 1, channels: 6))
    let vector = try Kernel(Architecture(layers: [dense, phi, dense, phi]))
    let pairs = zip(
      try ConformanceTests.both(image.matrices(rows: rows, get: .both)),
      try ConformanceTests.both(vector.matrices(rows: rows, get: .both)))
    for (one, other) in pairs {
      for (a, b) in zip(one.elements, other.elements) { #expect(abs(a - b) < 1e-12 * max(1, abs(b))) }
    }
  }

  /// By the slopes of T in its variances, which are closed forms.
  @Test func gradientOfATableIsTheDifferenceQuotient() throws {
    let inputs = KernelGradientTests.inputs
    let network = Self.network(try Self.bent(), weight: 1.4, bias: 0.3)
    for (name, value) in [("weightVariance", 1.4), ("biasVariance", 0.3)] {
      let paths = try network.numbers.filter { $0.name == name }.map(\.path)
      func kernel(_ value: Double) throws -> Matrix<Double> {
        try #require(try Kernel(try network.setting(paths, to: value)).matrices(rows: inputs, path: .recursion).nngp)
      }
      let step = 1e-5 * value
      let (above, below) = (try kernel(value + step), try kernel(value - step))
      let own = try Kernel(network)
      let pairs = try #require(try own.storedPairs(rows: inputs))
      let gradient = try #require(try KernelGradient(own, of: pairs, along: [network.setting(paths, to: 2 * value)]))
      let found = try gradient.matrices()[0]
      let largest = found.elements.reduce(0) { max($0, abs($1)) }
      for k in found.elements.indices {
        let quotient = (above.elements[k] - below.elements[k]) / (2 * step)
        #expect(abs(found.elements[k] - quotient) <= 1e-7 * largest, "\(name)")
      }
    }
  }
}
