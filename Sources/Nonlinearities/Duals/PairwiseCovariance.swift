/// The duals on covariances of nonlinearities without a closed form, tanh and a user's own φ, pair by pair
/// (`PairwiseDual`). The bits of a pair do not depend on what other pairs there are.
///
/// - Complexity: 0.1 to 1 µs a pair; 5 ms where quadrature is needed.
struct PairwiseCovariance: CovarianceDual {
  /// q
  static let quantityCount = 1

  /// The place of every variance among the rows and columns of `dual`, and T(q).
  private let places: [Double: (index: Int, moment: Double)]
  private let dual: any DualMap

  init(_ nonlinearity: Nonlinearity, variances: [Double]) throws {
    let distinct = Array(Set(variances)).sorted()
    dual = try nonlinearity.pairwiseDualMap(rowVariances: distinct, columnVariances: distinct)
    places = Dictionary(
      uniqueKeysWithValues: distinct.enumerated().map { ($1, (index: $0, moment: nonlinearity.secondMoment($1))) })
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
          let scale = first[k].geometricMean(with: second[k])
          separation[0] = scale > 0 ? max(0, min(2, 1 - covariances[k] / scale)) : 1
          dual.map(
            row: one.index, columns: two.index..<two.index + 1, separations: separation,
            derivatives: tangents == nil ? nil : derivative)
          covariances[k] = one.moment.geometricMean(with: two.moment) * (1 - separation[0])
          if let tangents { tangents[k] *= derivative[0] }
        }
      }
    }
  }
}
