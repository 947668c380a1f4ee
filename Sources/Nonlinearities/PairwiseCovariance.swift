/// The duals on covariances of nonlinearities whose `DualMap` takes one pair at a time: sin and cos, and tanh and a
/// user's own φ by their Hermite series, or by quadrature where one of the two variances has no convergent series.
///
/// Which of the two a pair takes depends on its own variances alone, so that its bits do not depend on what other pairs
/// there are.
///
/// - Complexity: 0.1 to 1 µs a pair; 5 ms where quadrature is needed.
struct PairwiseCovariance: CovarianceDual {
  /// q
  static let quantityCount = 1

  /// The place of every variance among the rows and columns of `main` or, where that has none, of `rest`.
  private let places: [Double: Place]
  private let main: any DualMap
  private let rest: any DualMap

  private struct Place: Sendable {
    let main: Int?
    let rest: Int
    /// T(q)
    let moment: Double
  }

  init(_ nonlinearity: Nonlinearity, variances: [Double]) throws {
    let distinct = Array(Set(variances)).sorted()
    var positions: [Double: Int] = [:]
    switch nonlinearity {
    case .tanh, .custom:
      if nonlinearity != .tanh, let largest = distinct.last {
        // Refuses a function whose duals do not exist.
        _ = try nonlinearity.dualMap(rowVariances: [largest], columnVariances: [largest])
      }
      let (dual, convergent) = HermiteDual.ofConvergent(nonlinearity, variances: distinct)
      for (position, variance) in convergent.enumerated() { positions[variance] = position }
      main = dual
    default:
      for (position, variance) in distinct.enumerated() { positions[variance] = position }
      main = try nonlinearity.dualMap(rowVariances: distinct, columnVariances: distinct)
    }
    let others = distinct.count == positions.count ? [] : distinct
    rest = QuadratureDual(nonlinearity, rowVariances: others, columnVariances: others)
    var places: [Double: Place] = [:]
    for (k, variance) in distinct.enumerated() {
      places[variance] = Place(main: positions[variance], rest: k, moment: nonlinearity.secondMoment(variance))
    }
    self.places = places
  }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    table.update(from: variances, count: count)
  }

  func map(_ plane: CovariancePlane) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { numbers in
      numbers.initialize(repeating: 0)
      guard let separation = numbers.baseAddress else { return }
      let derivative = separation + 1
      plane.forEachRow { covariances, tangents, first, second in
        for k in 0..<plane.rowLength {
          // What lies in the padding has no place.
          guard let one = places[first[k]], let two = places[second[k]] else { continue }
          let scale = (first[k] * second[k]).squareRoot()
          separation[0] = scale > 0 ? max(0, min(2, 1 - covariances[k] / scale)) : 1
          let wanted = tangents == nil ? nil : derivative
          if let row = one.main, let column = two.main {
            main.map(row: row, columns: column..<column + 1, separations: separation, derivatives: wanted)
          } else {
            rest.map(row: one.rest, columns: two.rest..<two.rest + 1, separations: separation, derivatives: wanted)
          }
          covariances[k] = (one.moment * two.moment).squareRoot() * (1 - separation[0])
          if let tangents { tangents[k] *= derivative[0] }
        }
      }
    }
  }
}
