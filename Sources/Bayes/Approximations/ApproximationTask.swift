import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness
import Results

/// Data of one function that was drawn from the prior of the network itself, in two clusters with a gap between them.
struct ApproximationTask: Sendable {
  /// By the distance |x| from the middle of the gap.
  enum Region: String, CaseIterable {
    case gap, inside, outside

    init(_ x: Double) { self = abs(x) < 0.5 ? .gap : abs(x) < 1.5 ? .inside : .outside }

    var title: String {
      switch self {
      case .gap: "in the gap"
      case .inside: "among the data"
      case .outside: "outside"
      }
    }
  }

  let inputs: Matrix<Double>
  let targets: [Double]
  /// Where predictions are compared, ascending.
  let places: Matrix<Double>
  /// f there, and a new observation with noise.
  let function, heldOut: [Double]

  /// The inputs of `count` data, half of them on either side of the gap.
  static func inputs(_ count: Int) -> [Double] {
    let half = count / 2
    let right = (0..<half).map { 0.5 + (Double($0) + 0.5) / Double(half) }
    return right.reversed().map(-) + right
  }

  /// |x| < 2.5.
  static func places(_ count: Int) -> [Double] {
    (0..<count).map { (place: Int) -> Double in
      let part: Double = 2 * (Double(place) + 0.5) / Double(count)
      return 2.5 * (part - 1)
    }
  }

  init(_ settings: Approximations.Task, width: Int, seed: Seed) throws {
    func column(_ values: [Double]) -> Matrix<Double> { Matrix(rows: values.count, columns: 1, elements: values) }
    inputs = column(Self.inputs(settings.training))
    places = column(Self.places(settings.places))
    let network: FiniteNetwork<Double> = try settings.architecture.finiteWidth(
      width, inputs: 1, seed: seed.derived("function"))
    var generator = CounterBasedGenerator(seed: seed.derived("noise"))
    let deviation = settings.noiseVariance.squareRoot()
    func observed(_ values: [Double]) -> [Double] { values.map { $0 + deviation * generator.normal() } }
    function = try network(places).elements
    targets = observed(try network(inputs).elements)
    heldOut = observed(function)
  }
}
