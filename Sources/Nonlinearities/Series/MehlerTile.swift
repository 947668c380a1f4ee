import CElementary
import LinearAlgebra

/// `MehlerDual` of some rows with some columns, whose coefficients are at hand. With âₙ = aₙ/√T, x = c² and, of the odd
/// part of φ, pₘ = â₁ₙ â₂ₙ at n = 2m + 1, of the even part at n = 2m,
///
///     ρ = 1 − c Σ pₘ xᵐ − Σ pₘ xᵐ                              up to |c| = 0.9, and where cⁿ cuts the series;
///     ρ = R + ε Σ pₘ + ε(2 − ε) [c Σ (Σ_{k>m} pₖ) xᵐ + Σ (Σ_{k>m} pₖ) xᵐ]    beyond, with R = ½ Σ (â₁ − â₂)²;
///     Ṫ = Σ b₁ b₂ xᵐ + c Σ b₁ b₂ xᵐ,
///
/// the odd part first.
///
/// - Complexity: two multiply-adds a term, part and eight pairs for each of T and Ṫ, five for T beyond |c| = 0.9; what
///   is prepared takes 28 a coefficient.
final class MehlerTile: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let source: any MehlerSource
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
  /// The parts of φ that are not zero.
  private let parts: [MehlerPart]
  /// The level that no series reaches.
  private let limit: Double
  /// Terms kept of every input and part.
  private let count: Int
  /// â and b of every row, part after part, then of every eight columns, whose lanes lie side by side.
  private nonisolated(unsafe) let numbers: UnsafeMutablePointer<Double>
  private static let near = 0.9

  init(
    _ source: any MehlerSource, rows: Range<Int>, columns: Range<Int>, rowVariances: [Double],
    columnVariances: [Double], rowSecondMoments: [Double], columnSecondMoments: [Double]
  ) {
    (self.source, parts, limit) = (source, source.parts, Double(source.levelCount))
    (self.rows, self.columns, self.rowVariances, self.columnVariances) = (rows, columns, rowVariances, columnVariances)
    (self.rowSecondMoments, self.columnSecondMoments) = (rowSecondMoments, columnSecondMoments)
    rowMoments = rows.map { source.secondMoment(rowVariances[$0]) }
    columnMoments = columns.map { source.secondMoment(columnVariances[$0]) }
    rowLevels = rows.map { source.level(of: rowVariances[$0]) }
    let width = Lanes.scalarCount
    let groups = (columns.count + width - 1) / width
    let levels = columns.map { source.level(of: columnVariances[$0]) }
    columnLevels = levels.map(Double.init) + Array(repeating: 0, count: groups * width - levels.count)
    isZero = (0..<groups).map { group in
      (group * width..<min((group + 1) * width, columns.count))
        .contains { columnSecondMoments[columns.lowerBound + $0] == 0 }
    }
    let known = (rowLevels + levels).filter { $0 < MehlerLevel.unknown }.max() ?? 0
    let count = MehlerLevel.counts[min(known, source.levelCount - 1)]
    self.count = count
    let size = 2 * count * source.parts.count
    let capacity = size * (rows.count + groups * width)
    numbers = .allocate(capacity: max(1, capacity))
    numbers.initialize(repeating: 0, count: capacity)
    func inverse(_ moment: Double) -> Double { moment > 0 ? 1 / moment.squareRoot() : 0 }
    for (number, part) in source.parts.enumerated() {
      for (k, row) in rows.enumerated() {
        let start = numbers + size * k + 2 * count * number
        source.write(
          part, variance: rowVariances[row], scale: inverse(rowMoments[k]), count: count, stride: 1, toA: start,
          b: start + count)
      }
      for (k, column) in columns.enumerated() {
        let (group, lane) = (k / width, k % width)
        let start = numbers + size * (rows.count + group * width) + 2 * count * number * width + lane
        source.write(
          part, variance: columnVariances[column], scale: inverse(columnMoments[k]), count: count, stride: width,
          toA: start, b: start + count * width)
      }
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

  func reflection(row: Int, column: Int) -> DualReflection? { source.reflection }

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
    let isUnknown = elementary_choose_lanes(byVariance, Double(MehlerLevel.unknown) - 0.5, limit, 0)
    let starts = elementary_max_lanes(elementary_min_lanes(byCosine, byVariance), isUnknown)
    let isWhole = elementary_choose_lanes(elementary_max_lanes(byCosine - byVariance + 0.5, .zero), 0.25, 1, 0)
    let near = elementary_choose_lanes(magnitude, Self.near, 1, 0) * isWhole
    let plain = Lanes(repeating: 1) - near
    let (hasNear, hasPlain) = (elementary_largest_lane(near) > 0, elementary_largest_lane(plain) > 0)
    let gap = epsilon * (Lanes(repeating: 2) - epsilon)
    let size = 2 * count * parts.count
    var (rho, product, derivative) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for (number, part) in parts.enumerated() {
      let place = 2 * count * number
      let terms = MehlerTerms(
        row: UnsafePointer(numbers + size * (row - rows.lowerBound) + place),
        columns: UnsafePointer(numbers + size * (rows.count + group * width) + place * width), count: count,
        starts: starts, square: c * c)
      let wantsSlope = derivatives != nil
      var slope = Lanes.zero
      if hasNear {
        let sums = wantsSlope ? terms.near(derivative: true) : terms.near(derivative: false)
        slope = sums.derivative
        rho += sums.radial + (part == .odd ? epsilon * sums.whole + gap * c * sums.tails : gap * sums.tails)
      }
      if hasPlain {
        let sums = wantsSlope && !hasNear ? terms.plain(derivative: true) : terms.plain(derivative: false)
        if !hasNear { slope = sums.derivative }
        product += part == .odd ? c * sums.sum : sums.sum
      }
      derivative += part == .odd ? slope : c * slope
    }
    if hasPlain { rho = near * rho + plain * (Lanes(repeating: 1) - product) }
    derivatives?.store(derivative, 0)
    separations.store(rho, 0)
    if elementary_largest_lane(starts) >= limit || isZero[group] || rowSecondMoments[row] == 0 {
      finish(row, group, epsilon, starts, separations, derivatives)
    }
  }

  /// What is no series: pairs with an input that is zero, and those beyond the tables.
  private func finish(
    _ row: Int, _ group: Int, _ epsilon: Lanes, _ starts: Lanes, _ separations: UnsafeMutablePointer<Double>,
    _ derivatives: UnsafeMutablePointer<Double>?
  ) {
    for lane in 0..<Lanes.scalarCount {
      let column = columns.lowerBound + group * Lanes.scalarCount + lane
      guard columns.contains(column) else { continue }
      if rowSecondMoments[row] == 0 || columnSecondMoments[column] == 0 {
        separations[lane] = 0
      } else if starts[lane] >= limit {
        let pair = source.pair(
          rowVariances[row], columnVariances[column],
          moments: (rowMoments[row - rows.lowerBound], columnMoments[column - columns.lowerBound]),
          separation: epsilon[lane])
        separations[lane] = pair.separation
        if let derivatives { derivatives[lane] = pair.derivative }
      }
    }
  }
}
