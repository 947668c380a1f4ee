import Foundation
import Results
import Suite

/// What the methods of `Approximations` predict, data set by data set, where the chains of the exact posterior have
/// met.
struct ApproximationReadings {
  typealias Region = ApproximationTask.Region

  /// One method on one data set, by place.
  struct Prediction {
    let means, deviations, logDensities, probabilities: [Double]

    /// The share of new observations in central intervals of this probability.
    func coverage(_ level: Double) -> Double {
      Double(probabilities.count { abs($0 - 0.5) <= 0.5 * level }) / Double(probabilities.count)
    }
  }

  let settings: Approximations.Settings
  let places: [Double]
  /// Their numbers.
  let dataSets: [Int]
  let functions, targets: [[Double]]
  let scaleReductions, effectiveSamples, keepProbabilities, decays, effectiveParameters: [Double]
  /// By data set and step size.
  let langevinScaleReductions: [[Double]]
  private let predictions: [ApproximationMethod: [Prediction]]
  /// By data set and step size, at every place.
  private let langevinDeviations: [[[Double]]]

  init(_ table: Table, _ settings: Approximations.Settings) throws {
    self.settings = settings
    places = ApproximationTask.places(settings.task.places)
    let all = try table[Approximations.dataSet]
    let statuses = try table.statuses()
    let dataSets = zip(all, statuses).filter { $0.1 == .done }.map(\.0)
    self.dataSets = dataSets
    func lists(_ column: Column<Double>) throws -> [[Double]] {
      try dataSets.map { try table[column, Approximations.dataSet == $0] }
    }
    functions = try lists(Approximations.function)
    targets = try lists(Approximations.target)
    scaleReductions = try table[Approximations.scaleReduction]
    effectiveSamples = try lists(Approximations.effectiveSamples).flatMap(\.self)
    keepProbabilities = try lists(Approximations.keepProbability).flatMap(\.self)
    decays = try lists(Approximations.decay).flatMap(\.self)
    effectiveParameters = try lists(Approximations.effectiveParameters).flatMap(\.self)
    langevinScaleReductions = try lists(Approximations.langevinScaleReduction)
    langevinDeviations = try lists(Approximations.langevinDeviation).map { all in
      settings.stepSizes.indices.map { step in
        Array(all[step * settings.task.places..<(step + 1) * settings.task.places])
      }
    }
    predictions = try Dictionary(
      uniqueKeysWithValues: ApproximationMethod.allCases.map { method in
        func values(_ column: Column<Double>, _ dataSet: Int) throws -> [Double] {
          try table[column, Approximations.dataSet == dataSet, Approximations.method == method]
        }
        return (
          method,
          try dataSets.map { number in
            Prediction(
              means: try values(Approximations.mean, number), deviations: try values(Approximations.deviation, number),
              logDensities: try values(Approximations.logDensity, number),
              probabilities: try values(Approximations.probability, number))
          }
        )
      })
  }

  subscript(_ method: ApproximationMethod, _ row: Int) -> Prediction {
    // All methods have all data sets.
    predictions[method]?[row] ?? Prediction(means: [], deviations: [], logDensities: [], probabilities: [])
  }

  /// Rows of the data sets in which the method's own chains have met as well.
  func rows(_ method: ApproximationMethod) -> [Int] {
    dataSets.indices.filter { row in
      method != .langevin || (langevinScaleReductions[row].last ?? .infinity) <= 1.05
    }
  }

  /// Over the data sets of the method.
  func values(_ method: ApproximationMethod, _ value: (_ own: Prediction, _ exact: Prediction) -> Double) -> [Double] {
    rows(method).map { value(self[method, $0], self[.exact, $0]) }
  }

  /// By data set, log of the method's deviation over the exact one, root mean squares over the region's places.
  ///
  /// The log of a variance by d + 1 normal members is ψ(d/2) − log(d/2) too low on average, which is taken off; members
  /// move together within a region, so that its mean square is nearly that of one place.
  func logRatios(_ method: ApproximationMethod, _ region: Region) -> [Double] {
    let bias = method.isEnsemble ? Self.logDeviationBias(members: settings.members) : 0
    return values(method) { own, exact in logRatio(own.deviations, exact.deviations, region) - bias }
  }

  /// ½ (ψ(d/2) − log(d/2)) with d = members − 1, by ψ's asymptotic series: to 1e-6 from ten members.
  private static func logDeviationBias(members: Int) -> Double {
    let x = 0.5 * Double(members - 1)
    return -1 / (4 * x) - 1 / (24 * x * x) + 1 / (240 * x * x * x * x)
  }

  private func logRatio(_ own: [Double], _ exact: [Double], _ region: Region) -> Double {
    0.5 * log(meanSquare(own, region) / meanSquare(exact, region))
  }

  func meanSquare(_ values: [Double], _ region: Region?) -> Double {
    let kept = zip(values, places).filter { region == nil || Region($0.1) == region }.map(\.0)
    return kept.reduce(0) { $0 + $1 * $1 } / Double(kept.count)
  }

  /// By data set, root mean square of the difference of both means over that of the exact deviation.
  func meanErrors(_ method: ApproximationMethod) -> [Double] {
    values(method) { own, exact in
      (meanSquare(zip(own.means, exact.means).map { $0 - $1 }, nil) / meanSquare(exact.deviations, nil)).squareRoot()
    }
  }

  /// By data set, by how much the expected density of the exact posterior is larger, in nats an observation.
  func excess(_ method: ApproximationMethod) -> [Double] {
    values(method) { own, exact in
      zip(exact.logDensities, own.logDensities).reduce(0) { $0 + $1.0 - $1.1 } / Double(places.count)
    }
  }

  /// By data set where SGLD has met at all step sizes, and step size: log ratios among the data.
  var langevinRatios: [[Double]] {
    dataSets.indices.filter { langevinScaleReductions[$0].allSatisfy { $0 <= 1.05 } }.map { row in
      langevinDeviations[row].map { logRatio($0, self[.exact, row].deviations, .inside) }
    }
  }
}
