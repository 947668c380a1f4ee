import Architectures
import Nonlinearities

/// The NNGP recursion by the lookup table of Lee et al. 2018, Section 2.5, for inputs of one common variance.
///
/// Each application of φ reads T(q, c) from the table row of its layer's variance, linearly between the table's
/// correlations; the variance itself comes from the separate table for c = 1. Only plain stacks of dense layers and one
/// nonlinearity exist in the paper, and only those are accepted.
struct TableRecursion: Sendable {
  /// One layer: dense (K′ = weight · K + bias) after an optional table row.
  private struct Step: Sendable {
    /// T(q, ·) at the table's correlations; nil for the first dense layer, which acts on the input.
    let row: [Double]?
    let variance: Double
    let weightVariance: Double
    let biasVariance: Double
  }

  private let steps: [Step]
  private let first: Double
  private let inverseStep: Double
  private let inputVariance: Double
  /// K(x, x) after the last layer, by the table for c = 1.
  let diagonal: Double

  /// - Parameter layers: the expanded layers of an architecture.
  init(_ layers: [Layer], table: LookupTable, variance: Double) throws {
    var (steps, q, row, rowVariance) = ([Step](), variance, [Double]?.none, variance)
    for layer in layers {
      switch layer {
      case .activation(table.nonlinearity):
        row = try table.row(variance: q)
        rowVariance = q
        q = try table.secondMoment(variance: q)
      case .dense(let weightVariance, let biasVariance, _):
        steps.append(Step(row: row, variance: rowVariance, weightVariance: weightVariance, biasVariance: biasVariance))
        q = weightVariance * q + biasVariance
        row = nil
      default: throw InfiniteWidthError.notTabulated(layer: layer.name)
      }
    }
    guard row == nil else { throw InfiniteWidthError.notTabulated(layer: "activation after the last dense layer") }
    (self.steps, inputVariance, diagonal) = (steps, variance, q)
    first = table.correlations.first ?? -1
    inverseStep = Double(table.correlations.count - 1) / ((table.correlations.last ?? 1) - first)
  }

  /// Replaces `count` separations by K.
  /// - Complexity: about 3 ns an entry and layer.
  func run(count: Int, separations values: UnsafeMutablePointer<Double>) {
    for k in 0..<count { values[k] = inputVariance * (1 - values[k]) }
    for step in steps {
      let (weight, bias, inverseVariance) = (step.weightVariance, step.biasVariance, 1 / step.variance)
      guard let row = step.row else {
        for k in 0..<count { values[k] = weight * values[k] + bias }
        continue
      }
      row.withUnsafeBufferPointer { row in
        let last = Double(row.count - 2)
        for k in 0..<count {
          let position = (values[k] * inverseVariance - first) * inverseStep
          let cell = max(0, min(last, position.rounded(.down)))
          let (low, high) = (row[Int(cell)], row[Int(cell) + 1])
          values[k] = weight * (low + (position - cell) * (high - low)) + bias
        }
      }
    }
  }
}
