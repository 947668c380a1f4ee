import Architectures
import Nonlinearities

/// The NNGP recursion by the lookup table of Lee et al. 2018, Section 2.5, for inputs of one common variance.
///
/// Each application of φ reads T(q, c) from the table row of its layer's variance, linearly between the table's
/// correlations; the variance itself comes from the separate table for c = 1. Plain stacks of dense layers and the
/// table's nonlinearity are all that the paper has, and all that is accepted.
struct TableRecursion: Sendable {
  private enum Step: Sendable {
    case dense(weightVariance: Double, biasVariance: Double)
    case row(LookupRow)
  }

  private let steps: [Step]
  private let inputVariance: Double
  /// K(x, x) after the last layer, by the table for c = 1.
  let diagonal: Double

  /// - Parameter layers: the expanded layers of an architecture.
  /// - Complexity: that of the table rows not met before.
  init(_ layers: [Layer], table: LookupTable, variance: Double) throws {
    var (steps, q) = ([Step](), variance)
    for layer in layers {
      switch layer {
      case .activation(table.nonlinearity):
        steps.append(.row(try table.row(q)))
        q = try table.secondMoment(q)
      case .dense(let dense):
        steps.append(.dense(weightVariance: dense.weightVariance, biasVariance: dense.biasVariance))
        q = dense.weightVariance * q + dense.biasVariance
      default: throw InfiniteWidthError.notTabulated(layer: layer.name)
      }
    }
    (self.steps, inputVariance, diagonal) = (steps, variance, q)
  }

  /// K(x, x) as it stands in a kernel matrix: like every pair's from the table over correlations, at the last of them,
  /// c = 0.99999. So it is in the authors' code, which keeps the table for c = 1 for the K(x*, x*) of a predictive
  /// variance: as if σ_ε² were smaller by some 5e-6 of the kernel. Their numbers are met to the last digit with it
  /// alone.
  var matrixDiagonal: Double {
    var value = 0.0
    run(count: 1, separations: &value)
    return value
  }

  /// Replaces `count` separations by K.
  /// - Complexity: about 3 ns an entry and layer.
  func run(count: Int, separations: UnsafeMutablePointer<Double>) {
    let values = UnsafeMutableBufferPointer(start: separations, count: count)
    for k in values.indices { values[k] = inputVariance * (values[k] < 0 ? -1 - values[k] : 1 - values[k]) }
    for step in steps {
      switch step {
      case .dense(let weight, let bias):
        for k in values.indices { values[k] = weight * values[k] + bias }
      case .row(let row):
        let inverse = 1 / row.variance
        for k in values.indices { values[k] *= inverse }
        row.map(values)
      }
    }
  }
}
