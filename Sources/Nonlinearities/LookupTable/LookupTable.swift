import LinearAlgebra
import Platform
import Synchronization

/// The paper's own algorithm for the duals of any φ: a table over variances s and correlations c, filled once by sums
/// over a uniform grid and interpolated bilinearly (Lee et al. 2018, section 2.5 and Eq. 10; grids as in the authors'
/// code). It is here to reproduce their numbers, the flaws of the table included; `dualMap` is exact.
///
/// Where it errs, relative to T(q): tanh −19 % at q = 0.05 (linear interpolation over a step of 0.2), −1.2 % at 30;
/// ReLU −1.7 % at q = 10, −15 % at 20, −49 % at 50 (the Gaussian is cut at u = 10).
///
/// Rows are computed when a variance first needs them and kept; any thread may ask.
public final class LookupTable: Sendable {
  /// The grids. The defaults are those of all experiments in the paper.
  public struct Settings: Sendable, Hashable {
    /// n_g, odd: points u from −`gaussLimit` to `gaussLimit`.
    public var gaussCount = 501
    public var gaussLimit = 10.0
    /// n_v: variances from `minimumVariance` to `maximumVariance`.
    public var varianceCount = 501
    public var minimumVariance = 1e-8
    public var maximumVariance = 100.0
    /// n_c: correlations from −`maximumCorrelation` to `maximumCorrelation`.
    public var correlationCount = 500
    public var maximumCorrelation = 0.99999

    public init() {}
  }

  public let settings: Settings
  public let nonlinearity: Nonlinearity
  private let sum: LookupSum
  private let rows = Mutex<[Int: [Double]]>([:])

  public init(_ nonlinearity: Nonlinearity, settings: Settings = Settings()) {
    precondition(settings.gaussCount % 2 == 1, "one grid point lies at 0")
    precondition(settings.varianceCount > 1 && settings.correlationCount > 1, "interpolation needs two points")
    (self.nonlinearity, self.settings) = (nonlinearity, settings)
    sum = LookupSum(nonlinearity, settings)
  }

  /// The table's T(q, q, 1), from its separate one-dimensional table, linear in q.
  public func secondMoment(_ variance: Double) throws -> Double {
    let (index, fraction) = try position(variance)
    let below = sum.secondMoment(variance: gridVariance(index))
    return fraction == 0 ? below : below + fraction * (sum.secondMoment(variance: gridVariance(index + 1)) - below)
  }

  /// T(q, q, ·) for one variance: the table interpolated in s, ready to be interpolated in c.
  ///
  /// - Complexity: for each of the two grid variances not met before, n_c n_g²/4 multiply-adds.
  public func row(_ variance: Double) throws -> LookupRow {
    let (index, fraction) = try position(variance)
    let below = gridRow(index)
    let above = fraction == 0 ? below : gridRow(index + 1)
    return LookupRow(
      variance: variance, secondMoment: try secondMoment(variance), maximumCorrelation: settings.maximumCorrelation,
      values: zip(below, above).map { $0 + fraction * ($1 - $0) })
  }

  /// Computes the grid rows that these variances need, on several cores.
  public func prepare(variances: [Double], threads: Int = Device.current.threads) throws {
    var needed: Set<Int> = []
    for variance in variances {
      let (index, fraction) = try position(variance)
      needed.formUnion(fraction == 0 ? [index] : [index, index + 1])
    }
    let missing = rows.withLock { known in needed.filter { known[$0] == nil } }.sorted()
    try Parallel.forEach(count: missing.count, threads: threads) { _ = gridRow(missing[$0]) }
  }

  private func gridVariance(_ index: Int) -> Double {
    let step = (settings.maximumVariance - settings.minimumVariance) / Double(settings.varianceCount - 1)
    return settings.minimumVariance + Double(index) * step
  }

  /// The grid variance at or below q and how far q lies towards the next.
  private func position(_ variance: Double) throws -> (index: Int, fraction: Double) {
    guard variance >= 0, variance <= settings.maximumVariance else {
      throw NonlinearityFailure.outsideLookupTable(
        nonlinearity: nonlinearity.name, variance: variance, maximum: settings.maximumVariance)
    }
    let step = gridVariance(1) - gridVariance(0)
    let place = max(0, variance - settings.minimumVariance) / step
    let index = min(Int(place), settings.varianceCount - 1)
    return (index, index == settings.varianceCount - 1 ? 0 : place - Double(index))
  }

  private func gridRow(_ index: Int) -> [Double] {
    if let known = rows.withLock({ $0[index] }) { return known }
    // Two threads may do the same row at once: the same numbers, and no lock is held meanwhile.
    let row = sum.row(variance: gridVariance(index))
    rows.withLock { $0[index] = row }
    return row
  }
}
