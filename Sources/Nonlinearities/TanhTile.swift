import CElementary
import LinearAlgebra

/// `TanhDual` of some rows with some columns, whose coefficients are at hand. With âₙ = aₙ/√T, pₘ = â₁ₙ â₂ₙ at n = 2m +
/// 1 and x = c²,
///
///     ρ = 1 − c Σ pₘ xᵐ                                        up to |c| = 0.9, and where cⁿ cuts the series;
///     ρ = R + (1 − R) ε + ε(2 − ε) c Σ (Σ_{k>m} pₖ) xᵐ         beyond, with R = ½ Σ (â₁ − â₂)²;
///     Ṫ = Σ b₁ b₂ xᵐ.
///
/// - Complexity: two multiply-adds a term and eight pairs for each of T and Ṫ, five for T beyond |c| = 0.9; what is
///   prepared takes 28 a coefficient.
final class TanhTile: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  /// Of the variances that were kept, which do not underflow.
  private let rowMoments: [Double]
  private let columnMoments: [Double]
  private let rows: Range<Int>
  private let columns: Range<Int>
  private let rowVariances: [Double]
  private let columnVariances: [Double]
  private let rowLevels: [Int]
  /// In eights, as the coefficients are.
  private let columnLevels: [Double]
  /// Whether one of an eight of columns is zero.
  private let isZero: [Bool]
  /// Terms kept of every input.
  private let count: Int
  /// â and b of every row, then of every eight columns, whose lanes lie side by side.
  private nonisolated(unsafe) let numbers: UnsafeMutablePointer<Double>
  private static let near = 0.9

  init(
    rows: Range<Int>, columns: Range<Int>, rowVariances: [Double], columnVariances: [Double],
    rowSecondMoments: [Double], columnSecondMoments: [Double]
  ) {
    (self.rows, self.columns, self.rowVariances, self.columnVariances) = (rows, columns, rowVariances, columnVariances)
    (self.rowSecondMoments, self.columnSecondMoments) = (rowSecondMoments, columnSecondMoments)
    rowMoments = rows.map { Nonlinearity.tanh.secondMoment(rowVariances[$0]) }
    columnMoments = columns.map { Nonlinearity.tanh.secondMoment(columnVariances[$0]) }
    rowLevels = rows.map { MehlerLevel.of(variance: rowVariances[$0]) }
    let groups = (columns.count + Lanes.scalarCount - 1) / Lanes.scalarCount
    let levels = columns.map { MehlerLevel.of(variance: columnVariances[$0]) }
    columnLevels = levels.map(Double.init) + Array(repeating: 0, count: groups * Lanes.scalarCount - levels.count)
    isZero = (0..<groups).map { group in
      (group * Lanes.scalarCount..<min((group + 1) * Lanes.scalarCount, columns.count))
        .contains { columnSecondMoments[columns.lowerBound + $0] == 0 }
    }
    let top = min(max(rowLevels.max() ?? 0, levels.max() ?? 0), MehlerLevel.none - 1)
    let count = MehlerLevel.counts[top]
    self.count = count
    let capacity = 2 * count * (rows.count + groups * Lanes.scalarCount)
    numbers = .allocate(capacity: max(1, capacity))
    numbers.initialize(repeating: 0, count: capacity)
    for (k, row) in rows.enumerated() {
      let (start, moment) = (numbers + 2 * count * k, rowMoments[k])
      MehlerTable.write(
        variance: rowVariances[row], scale: moment > 0 ? 1 / moment.squareRoot() : 0, count: count, stride: 1,
        toA: start, b: start + count)
    }
    for (k, column) in columns.enumerated() {
      let (group, lane) = (k / Lanes.scalarCount, k % Lanes.scalarCount)
      let start = numbers + 2 * count * (rows.count + group * Lanes.scalarCount) + lane
      let moment = columnMoments[k]
      MehlerTable.write(
        variance: columnVariances[column], scale: moment > 0 ? 1 / moment.squareRoot() : 0, count: count,
        stride: Lanes.scalarCount, toA: start, b: start + count * Lanes.scalarCount)
    }
  }

  deinit { numbers.deallocate() }

  func map(
    row: Int, columns wanted: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let width = Lanes.scalarCount
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * width) { buffer in
      buffer.initialize(repeating: 1)
      guard let buffer = buffer.baseAddress else { return }
      var start = wanted.lowerBound
      while start < wanted.upperBound {
        let group = (start - columns.lowerBound) / width
        let first = columns.lowerBound + group * width
        let end = min(wanted.upperBound, first + width)
        let offset = start - wanted.lowerBound
        if end - start == width {
          map(row, group, separations + offset, derivatives.map { $0 + offset })
        } else {
          // Lanes that nobody asked for hold a pair of c = 0.
          for lane in 0..<width { buffer[lane] = 1 }
          for k in start..<end { buffer[k - first] = separations[k - wanted.lowerBound] }
          map(row, group, buffer, derivatives == nil ? nil : buffer + width)
          for k in start..<end {
            separations[k - wanted.lowerBound] = buffer[k - first]
            derivatives?[k - wanted.lowerBound] = buffer[width + k - first]
          }
        }
        start = end
      }
    }
  }

  func reflection(row: Int, column: Int) -> DualReflection? { .odd }

  /// Eight pairs.
  private func map(
    _ row: Int, _ group: Int, _ separations: UnsafeMutablePointer<Double>, _ derivatives: UnsafeMutablePointer<Double>?
  ) {
    let width = Lanes.scalarCount
    let epsilon = separations.lanes(0)
    let c = Lanes(repeating: 1) - epsilon
    let magnitude = elementary_magnitude_lanes(c)
    let rowLevel = rowLevels[row - rows.lowerBound]
    let byCosine = MehlerLevel.cosines.withUnsafeBufferPointer { bounds in
      bounds.baseAddress.map { MehlerLevel.of(cosines: magnitude, $0) } ?? .zero
    }
    let byVariance = columnLevels.withUnsafeBufferPointer { levels in
      elementary_max_lanes(
        levels.baseAddress.map { $0.lanes(group * width) } ?? .zero, Lanes(repeating: Double(rowLevel)))
    }
    let isUnknown = elementary_choose_lanes(byVariance, Double(MehlerLevel.unknown) - 0.5, Double(MehlerLevel.none), 0)
    let starts = elementary_max_lanes(elementary_min_lanes(byCosine, byVariance), isUnknown)
    let isMixture = elementary_largest_lane(starts) >= Double(MehlerLevel.none)
    let isWhole = elementary_choose_lanes(elementary_max_lanes(byCosine - byVariance + 0.5, .zero), 0.25, 1, 0)
    let near = elementary_choose_lanes(magnitude, Self.near, 1, 0) * isWhole
    let plain = Lanes(repeating: 1) - near
    let terms = Terms(
      row: UnsafePointer(numbers + 2 * count * (row - rows.lowerBound)),
      columns: UnsafePointer(numbers + 2 * count * (rows.count + group * width)), count: count, starts: starts,
      square: c * c)
    var rho = Lanes.zero
    if elementary_largest_lane(near) > 0 {
      let sums = derivatives == nil ? terms.near(derivative: false) : terms.near(derivative: true)
      rho = sums.radial + (epsilon - sums.radial * epsilon) + epsilon * (Lanes(repeating: 2) - epsilon) * c * sums.tails
      if elementary_largest_lane(plain) > 0 {
        let sum = terms.plain(derivative: false).sum
        rho = near * rho + plain * (Lanes(repeating: 1) - c * sum)
      }
      derivatives?.store(sums.derivative, 0)
    } else {
      let sums = derivatives == nil ? terms.plain(derivative: false) : terms.plain(derivative: true)
      rho = Lanes(repeating: 1) - c * sums.sum
      derivatives?.store(sums.derivative, 0)
    }
    separations.store(rho, 0)
    if isMixture || isZero[group] || rowSecondMoments[row] == 0 {
      finish(row, group, epsilon, starts, separations, derivatives)
    }
  }

  /// What is no series: pairs with an input that is zero, and those of the duals of erf.
  private func finish(
    _ row: Int, _ group: Int, _ epsilon: Lanes, _ starts: Lanes, _ separations: UnsafeMutablePointer<Double>,
    _ derivatives: UnsafeMutablePointer<Double>?
  ) {
    for lane in 0..<Lanes.scalarCount {
      let column = columns.lowerBound + group * Lanes.scalarCount + lane
      guard columns.contains(column) else { continue }
      if rowSecondMoments[row] == 0 || columnSecondMoments[column] == 0 {
        separations[lane] = 0
      } else if starts[lane] >= Double(MehlerLevel.none) {
        let pair = ErfMixtureDual.pair(
          rowVariances[row], columnVariances[column],
          moments: (rowMoments[row - rows.lowerBound], columnMoments[column - columns.lowerBound]),
          separation: epsilon[lane])
        separations[lane] = pair.separation
        if let derivatives { derivatives[lane] = pair.derivative }
      }
    }
  }

  /// The sums over m of one row with eight columns, the last term first.
  private struct Terms {
    let row: UnsafePointer<Double>
    let columns: UnsafePointer<Double>
    let count: Int
    /// The level at which each lane begins.
    let starts: Lanes
    /// x
    let square: Lanes

    /// Calls `join` with 1 for the lanes that have begun and 0 for those that begin now, and then `term` for their m.
    @inline(__always)
    private func descend(join: (Lanes) -> Void, _ term: (Int) -> Void) {
      var level = min(Int(elementary_largest_lane(starts)), MehlerLevel.none - 1)
      MehlerLevel.counts.withUnsafeBufferPointer { counts in
        while level >= 0 {
          join(elementary_choose_lanes(starts, Double(level) + 0.5, 1, 0))
          let first = level > 0 ? counts[level &- 1] : 0
          var m = min(count, counts[level]) &- 1
          while m >= first {
            term(m)
            m &-= 1
          }
          level &-= 1
        }
      }
    }

    /// b₁ b₂ of term m.
    @inline(__always)
    private func slope(_ m: Int) -> Lanes {
      Lanes(repeating: row[count &+ m]) * columns.lanes((count &+ m) &* Lanes.scalarCount)
    }

    /// Σ pₘ xᵐ and Ṫ
    @inline(__always)
    func plain(derivative wantsDerivative: Bool) -> (sum: Lanes, derivative: Lanes) {
      var (sum, derivative) = (Lanes.zero, Lanes.zero)
      descend(join: { (sum, derivative) = (sum * $0, derivative * $0) }) { m in
        let product = Lanes(repeating: row[m]) * columns.lanes(m &* Lanes.scalarCount)
        sum = elementary_multiply_add_lanes(sum, square, product)
        if wantsDerivative { derivative = elementary_multiply_add_lanes(derivative, square, slope(m)) }
      }
      return (sum, derivative)
    }

    /// ½ Σ (â₁ − â₂)², Σ (Σ_{k>m} pₖ) xᵐ and Ṫ
    @inline(__always)
    func near(derivative wantsDerivative: Bool) -> (radial: Lanes, tails: Lanes, derivative: Lanes) {
      var (sum, tail, radial, derivative) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      descend(
        join: { (sum, tail, radial, derivative) = (sum * $0, tail * $0, radial * $0, derivative * $0) },
        { m in
          let (one, two) = (Lanes(repeating: row[m]), columns.lanes(m &* Lanes.scalarCount))
          sum = elementary_multiply_add_lanes(sum, square, tail)
          tail = elementary_multiply_add_lanes(one, two, tail)
          radial = elementary_multiply_add_lanes(one - two, one - two, radial)
          if wantsDerivative { derivative = elementary_multiply_add_lanes(derivative, square, slope(m)) }
        })
      return (radial * 0.5, sum, derivative)
    }
  }
}
