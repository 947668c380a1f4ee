import Architectures
import Nonlinearities

extension Kernel {
  /// This kernel at many depths from one pass of the recursion: depth l is the architecture with its one `repeat`
  /// applied l times, however often it is written to be.
  ///
  /// What stands before the repeat is the read-in, depth 0. Behind it stands nothing or, on images, the head: the
  /// kernels of a head that pools come with those of one that flattens. On a torus a convolution before the head is the
  /// dense layer after it: the head's mean and the convolution's can be taken in either order.
  ///
  /// - Parameter depths: at which the kernels are wanted, ascending.
  /// - Throws: `DepthSweepError` for the depths and for architectures of another form; `ArchitectureFailure` and
  ///   `InfiniteWidthError` for layers that have no kernel, among them depth 0 of a read-in without weights, and
  ///   `.notTabulated` of a kernel by the lookup table.
  public func sweep(depths: [Int]) throws -> DepthSweep {
    let layers = architecture.layers
    let places = layers.indices.filter { if case .repeated = layers[$0] { true } else { false } }
    guard let place = places.first, places.count == 1, case .repeated(_, let repeated) = layers[place] else {
      throw DepthSweepError.repetitions(count: places.count)
    }
    let (readIn, rest) = (Array(layers[..<place]), layers[(place + 1)...])
    if let beyond = architecture.firstBeyondSquares(input: inputShape) {
      throw DepthSweepError.offsetsDoNotClose(
        layer: beyond.layer.text, setting: beyond.setting, instead: beyond.instead)
    }
    switch way {
    case .vectors(let kernel):
      try kernel.requireExact(for: "sweeps over depths")
      if let layer = rest.first { throw DepthSweepError.layerBehindRepetition(layer: layer.name) }
      return DepthSweep(way: .vectors(try VectorSweep(readIn: readIn, repeated: repeated, depths: depths)))
    case .images(_, let height, let width):
      let heads: [DepthSweep.Heads] = [.flattened, .both]
      guard let heads = heads.first(where: { [$0.layer] == Array(rest) }) else {
        let other = rest.first { layer in !heads.contains { $0.layer == layer } }
        throw DepthSweepError.layerBehindRepetition(layer: (other ?? rest.last ?? layers[place]).name)
      }
      return DepthSweep(
        way: .images(
          try ImageSweep(
            readIn: readIn, repeated: repeated, depths: depths, heads: heads, height: height, width: width)))
    }
  }

  /// What stands before the repeated (φ, dense) of a fully-connected network.
  public enum ReadIn: Sendable {
    /// A dense layer of the network's own variances: K⁰ = σ_w² x·x′/d + σ_b², the network of Lee et al. 2018.
    case own
    /// Dense(1, 0): K⁰ = Θ⁰ = x·x′/d, so that inputs of norm √d have K⁰(x, x) = 1 (notebook of Xiao et al. 2020).
    case unit
  }

  /// The fully-connected network of one hidden layer, for sweeps: after the read-in, depth times (φ, dense).
  /// - Throws: `ArchitectureFailure` for variances that are none.
  public static func fullyConnected(
    nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double, readIn: ReadIn = .own
  ) throws -> Kernel {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let first: Layer =
      switch readIn {
      case .own: dense
      case .unit: .dense(weightVariance: 1, biasVariance: 0, trainable: true)
      }
    return try Kernel(
      Architecture(layers: [first, .repeated(count: 1, layers: [.activation(nonlinearity), dense])]))
  }
}
