import Architectures
import LinearAlgebra
import Platform

/// What a dense network of n units in each hidden layer has at order 1/n that one of infinite width does not, at
/// initialisation: the four-point cumulant of its outputs, mean and covariance of its tangent kernel, and the tensors
/// that make the kernel move in training.
///
/// Given the covariances of a layer, its units are independent and normal, and the covariances of the next layer are
/// means over n of them. So they vary by 1/√n about their limits, and all that is needed at order 1/n is their
/// covariance, handed on from layer to layer. The same holds for derivatives of units along random directions of the
/// parameters (`Cumulant`), and gives the recursions of Roberts, Yaida and Hanin (arXiv 2106.10165, chapters 4, 8 and
/// 11) for any number of inputs. K and Θ are float64, of one output unit, in the NTK parameterisation unless the layers
/// have rates of their own.
public struct WidthExpansion: Sendable {
  public static let mostInputs = 32
  /// Of the covariance of a layer that an activation follows.
  public static let mostVariance = 100.0

  private let layers: DenseLayers
  private let first: LayerStatistics
  private let statistics: LayerStatistics

  /// - Parameters:
  ///   - architecture: dense layers with an activation between each two.
  ///   - inputs: [m, d].
  /// - Throws: `WidthExpansionFailure`.
  /// - Complexity: for each layer m⁴/24 expectations of some 30³ values of φ at variances near 1, and 44 m⁴ numbers of
  ///   memory.
  public init(_ architecture: Architecture, inputs: Matrix<Double>, threads: Int = Device.current.threads) throws {
    let m = inputs.rows
    layers = try DenseLayers(architecture)
    guard m > 0, inputs.columns > 0 else { throw WidthExpansionFailure.noInputs }
    guard m <= Self.mostInputs else { throw WidthExpansionFailure.tooManyInputs(m, most: Self.mostInputs) }
    for row in 0..<m where !inputs.row(row).allSatisfy(\.isFinite) { throw WidthExpansionFailure.notFinite(row: row) }
    let products = (0..<m * m).map { place in
      zip(inputs.row(place / m), inputs.row(place % m)).reduce(0) { $0 + $1.0 * $1.1 } / Double(inputs.columns)
    }
    for row in 0..<m where !products[row * m..<(row + 1) * m].allSatisfy(\.isFinite) {
      throw WidthExpansionFailure.notFinite(row: row)
    }
    first = LayerStatistics(products: products, inputs: m, layers.first)
    statistics = try Self.last(layers, behind: first, isFine: false, threads: threads)
  }

  /// Behind the last dense layer.
  private static func last(
    _ layers: DenseLayers, behind first: LayerStatistics, isFine: Bool, threads: Int
  ) throws -> LayerStatistics {
    let m = first.inputs
    var statistics = first
    for (number, layer) in layers.hidden.enumerated() {
      for input in 0..<m where !(statistics.kernel[input * (m + 1)] <= mostVariance) {
        throw WidthExpansionFailure.tooWide(
          variance: statistics.kernel[input * (m + 1)], layer: number + 1, most: mostVariance)
      }
      statistics = try statistics.next(layer, isFine: isFine, threads: threads)
    }
    return statistics
  }

  /// How far the tensors and both corrections are from what exact expectations would give: the change of an entry,
  /// over the largest of its tensor, by grids with steps 1/√2 as long that go a deviation further, all layers through.
  /// The trapezoidal rule's error falls faster than any power of the step, so that the change is as good as all of it.
  /// Interpolation, 1e-8, comes on top.
  ///
  /// - Throws: as `init`, which has succeeded.
  /// - Complexity: three times `init`.
  public func quadratureError(threads: Int = Device.current.threads) throws -> Double {
    let fine = try Self.last(layers, behind: first, isFine: true, threads: threads)
    func change(_ own: [Double], _ fine: [Double]) -> Double {
      let largest = fine.reduce(0) { max($0, abs($1)) }
      return largest > 0 ? zip(own, fine).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest : 0
    }
    let corrections = [
      change(statistics.kernelCorrection, fine.kernelCorrection),
      change(statistics.tangentCorrection, fine.tangentCorrection),
    ]
    let tensors = Cumulant.allCases.map { change(self($0).elements, fine.cumulants[$0]?.elements ?? []) }
    return (corrections + tensors).max() ?? 0
  }

  public var inputs: Int { statistics.inputs }
  /// K of infinite width, [m, m].
  public var kernel: Matrix<Double> { matrix(statistics.kernel) }
  /// Θ of infinite width, [m, m].
  public var tangentKernel: Matrix<Double> { matrix(statistics.tangent) }
  /// lim n (E[z z′] − K), [m, m].
  public var kernelCorrection: Matrix<Double> { matrix(statistics.kernelCorrection) }
  /// lim n (E[Θ̂] − Θ), [m, m].
  public var tangentKernelCorrection: Matrix<Double> { matrix(statistics.tangentCorrection) }

  /// A statistic of four inputs; zero without hidden layers.
  public func callAsFunction(_ cumulant: Cumulant) -> FourPoint {
    statistics.cumulants[cumulant] ?? FourPoint(inputs: inputs)
  }

  private func matrix(_ elements: [Double]) -> Matrix<Double> {
    Matrix(rows: inputs, columns: inputs, elements: elements)
  }
}
