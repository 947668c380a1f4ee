import Architectures
import LinearAlgebra
import Platform
import Randomness
import Synchronization

/// The NNGP and the NTK of an architecture as means over random networks of finite width: what every closed form is
/// checked against.
///
/// Each of `samples` networks has `width` outputs as well as hidden units, because the last layer may be an activation
/// or a sum. A network contributes f(x)·f(x')/width, and the tangent kernel of a few of its outputs. Both means differ
/// from the limit by O(1/width); their spread falls as 1/√(width · samples).
public struct MonteCarloKernel: Sendable {
  /// The estimate of K(x, x').
  public let nngp: KernelEstimate
  /// The estimate of Θ(x, x') in neural-tangent parameterisation.
  public let neuralTangent: KernelEstimate

  /// Draws the networks; sample i depends on (root, width, i) alone.
  ///
  /// - Parameters:
  ///   - columns: inputs [n2, d]; nil for those of `rows`. With dropout the same input in both lists loses different
  ///     units; with nil an input meets itself.
  ///   - shape: the shape of one input; nil for a vector.
  ///   - tangentOutputs: outputs of each network that the NTK is averaged over; where outputs lie at positions, at
  ///     each.
  /// - Throws: `ArchitectureFailure` for inputs that the architecture does not take, `FiniteWidthFailure` for fewer
  ///   than 2 samples or a shape that is not that of the rows.
  /// - Complexity: samples × layers × (4 to 7 ns × width² + products of n1 + n2 rows); samples run on all cores.
  public init(
    _ architecture: Architecture, rows: Matrix<Double>, columns: Matrix<Double>? = nil, shape: InputShape? = nil,
    width: Int, samples: Int, tangentOutputs: Int = 2, root: UInt64 = 0, threads: Int = Device.current.threads
  ) throws {
    guard samples >= 2 else { throw FiniteWidthFailure.tooFewSamples(samples) }
    let inputs = columns.map { rows.above($0) } ?? rows
    let rowRange = 0..<rows.rows
    let columnRange = columns.map { rows.rows..<rows.rows + $0.rows } ?? rowRange
    @Sendable func sample(_ index: Int) throws -> Sample {
      func seed(_ purpose: String) -> Seed {
        Seed(root: root, experiment: "monte-carlo-kernel/\(width)", purpose: purpose, index: index)
      }
      let network = try architecture.finiteWidth(
        width, outputs: width, input: shape ?? .vector(features: rows.columns), seed: seed("parameters"),
        parameterisation: .neuralTangent)
      let trace = try network.trace(inputs, dropout: seed("dropout"))
      let outputs = trace.outputs
      var nngp = outputs.rows(rowRange).timesTransposed(outputs.rows(columnRange))
      for k in nngp.elements.indices { nngp.elements[k] /= Double(outputs.columns) }
      // Outputs of one position are alike; those of another position have another kernel.
      let channels = network.outputs / network.outputPositions
      let probes = (0..<network.outputPositions).flatMap { position in
        (0..<max(1, min(tangentOutputs, channels))).map { position * channels + $0 }
      }
      return Sample(
        nngp: nngp,
        neuralTangent: network.tangentKernel(trace, rows: rowRange, columns: columnRange, outputs: probes))
    }
    let drawn = try Sample.drawn(samples, threads: threads, sample)
    nngp = KernelEstimate(drawn.map { $0.nngp })
    neuralTangent = KernelEstimate(drawn.map { $0.neuralTangent })
  }

  private init(nngp: KernelEstimate, neuralTangent: KernelEstimate) {
    (self.nngp, self.neuralTangent) = (nngp, neuralTangent)
  }

  /// Richardson's 2 K(2 width) − K(width): the bias falls to O(1/width²) for about twice the standard error.
  public static func extrapolated(
    _ architecture: Architecture, rows: Matrix<Double>, columns: Matrix<Double>? = nil, shape: InputShape? = nil,
    width: Int, samples: Int, tangentOutputs: Int = 2, root: UInt64 = 0, threads: Int = Device.current.threads
  ) throws -> MonteCarloKernel {
    func estimate(_ width: Int) throws -> MonteCarloKernel {
      try MonteCarloKernel(
        architecture, rows: rows, columns: columns, shape: shape, width: width, samples: samples,
        tangentOutputs: tangentOutputs, root: root, threads: threads)
    }
    let (narrow, wide) = (try estimate(width), try estimate(2 * width))
    return MonteCarloKernel(
      nngp: wide.nngp.extrapolated(from: narrow.nngp),
      neuralTangent: wide.neuralTangent.extrapolated(from: narrow.neuralTangent))
  }
}

/// The two kernels of one network.
private struct Sample: Sendable {
  let nngp: Matrix<Double>
  let neuralTangent: Matrix<Double>

  /// Samples 0..<count in that order, drawn on several threads with BLAS on one.
  static func drawn(_ count: Int, threads: Int, _ draw: @Sendable (Int) throws -> Sample) throws -> [Sample] {
    let samples = Mutex<[Sample?]>(Array(repeating: nil, count: count))
    try Parallel.forEach(count: count, threads: threads) { index in
      let sample = try draw(index)
      samples.withLock { $0[index] = sample }
    }
    return samples.withLock { $0.compactMap(\.self) }
  }
}
