import Failures

/// A low-rank approximation Â = Fᵀ F of a symmetric positive semidefinite A from r of its rows, with pivots drawn by
/// what is left of the diagonal (Chen, Epperly, Tropp and Webber 2022).
///
/// *Definition.* With d the diagonal of A − Â, the next pivot s is i with probability dᵢ/Σ d, and Â gains
/// (A − Â)(:, s) (A − Â)(s, :)/d_s. Then Â ⪯ A, and with λ₁ ≥ λ₂ ≥ … and η = Σ_{i>k} λᵢ/tr A (their main theorem)
///
///     E tr(A − Â) ≤ (1 + ε) Σ_{i>k} λᵢ    from r ≥ k/ε + k log(1/(ε η)) rows on.
///
/// *Method.* Rows are asked for many at a time: candidates are drawn from one diagonal, and each is taken with
/// probability d′/d, where d′ is what the ones taken before it have left of its d; the pivots then have the very law
/// above (Epperly, Tropp and Webber 2024, "Embrace rejection"). Rows of those not taken are lost; where that is half of
/// them, fewer are drawn at a time. The same generator gives the same pivots and bits for any number of threads.
public struct RandomlyPivotedCholesky: Sendable {
  /// F, [r, n].
  public let factor: Matrix<Double>
  /// s, in the order in which they were drawn.
  public let pivots: [Int]
  /// tr(A − Â), 0 or more.
  public let traceError: Double
  /// The largest −(A − Â)ᵢᵢ > 0 beyond rounding: 0 of a semidefinite A, and otherwise A has an eigenvalue below 0.
  public let negativity: Double

  /// Candidates at a time at most.
  private static let largestDraw = 64

  /// What cannot be approximated.
  public enum Obstacle: Failure, Equatable {
    case notFinite(row: Int)
    /// A diagonal with a negative entry, or with none above 0.
    case diagonalNotPositive(row: Int, entry: Double)
    /// What pivots leave of a diagonal entry is further below 0 than is allowed.
    case notPositiveSemidefinite(row: Int, remainder: Double)

    public var message: String {
      switch self {
      case .notFinite(let row):
        "row \(row) of the matrix holds a NaN or an infinite value; check the inputs and the variances"
      case .diagonalNotPositive(let row, let entry):
        "row \(row) of the matrix has \(entry) on the diagonal, where a kernel is not negative, and somewhere positive; "
          + "check how it was computed"
      case .notPositiveSemidefinite(let row, let remainder):
        "row \(row) of the matrix has \(remainder) left of its diagonal beside other rows, where a kernel leaves 0 or more; "
          + "check how it was computed, or give a larger noise variance"
      }
    }

    public var exitStatus: ExitStatus { .badData }
  }

  /// - Parameters:
  ///   - rank: r, of which there are fewer where rounding leaves nothing of A after fewer.
  ///   - allowed: how far below 0 what is left of a diagonal entry may be, beside rounding; it counts as 0.
  ///   - generator: two numbers a candidate.
  ///   - progress: the part that is done.
  /// - Throws: `Obstacle`; what the operator throws.
  /// - Complexity: r rows of A, up to about twice as many; r² n/2 multiply-adds and r n numbers.
  public init(
    of matrix: some SymmetricOperator, rank: Int, allowingNegative allowed: Double = 0,
    using generator: inout some RandomNumberGenerator, progress: ((Double) -> Void)? = nil
  ) throws {
    let n = matrix.order
    var remainder = Remainder(diagonal: try matrix.diagonal, allowed: allowed)
    try remainder.check()
    let wanted = min(rank, n)
    var factor = Matrix<Double>(rows: 0, columns: n)
    factor.elements.reserveCapacity(wanted * n)
    var pivots: [Int] = []
    var draw = Self.largestDraw
    while pivots.count < wanted, remainder.trace > 0 {
      let drawn = remainder.draw(draw, using: &generator)
      let candidates = drawn.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
      var rows = try matrix.rows(candidates)
      try Self.check(rows, of: candidates)
      // (A − Â)(S, :)
      try LongRows.add(factor.columns(candidates).transposed, times: factor, scaledBy: -1, to: &rows)
      let (taken, triangle) = try remainder.choose(
        from: candidates, drawn, rows.columns(candidates), atMost: wanted - pivots.count, using: &generator)
      if taken.count * 2 < candidates.count { draw = max(1, draw / 2) }
      if taken.count == candidates.count { draw = min(Self.largestDraw, draw * 2) }
      if taken.isEmpty { continue }
      var gained = rows.rows(taken)
      try LongRows.solveLower(triangle, &gained)
      try remainder.subtract(gained, pivots: taken.map { candidates[$0] })
      pivots += taken.map { candidates[$0] }
      // The storage is reserved, and its only owner appends to it.
      var elements = factor.elements
      factor = Matrix(rows: 0, columns: n)
      elements.append(contentsOf: gained.elements)
      factor = Matrix(rows: pivots.count, columns: n, elements: elements)
      progress?(Double(pivots.count) / Double(wanted))
    }
    (self.factor, self.pivots, traceError) = (factor, pivots, remainder.trace)
    negativity = remainder.negativity
  }

  private static func check(_ rows: Matrix<Double>, of places: [Int]) throws {
    for (k, place) in places.enumerated() {
      guard rows.row(k).allSatisfy(\.isFinite) else { throw Obstacle.notFinite(row: place) }
    }
  }

  /// The diagonal of A − Â.
  private struct Remainder {
    private(set) var numbers: [Double]
    private let whole: [Double]
    private let allowed: Double
    private(set) var negativity = 0.0

    init(diagonal: [Double], allowed: Double) {
      (numbers, whole, self.allowed) = (diagonal, diagonal, allowed)
    }

    func check() throws {
      if let row = numbers.firstIndex(where: { !$0.isFinite }) { throw Obstacle.notFinite(row: row) }
      let negative = numbers.firstIndex { $0 < 0 }
      if let row = negative ?? (numbers.contains { $0 > 0 } ? nil : numbers.indices.first) {
        throw Obstacle.diagonalNotPositive(row: row, entry: numbers[row])
      }
    }

    var trace: Double { numbers.reduce(0, +) }

    /// What is rounding alone: an entry is what is left of a sum of about n terms that are no larger than Aᵢᵢ.
    private func floor(_ i: Int) -> Double { 4 * Double(numbers.count + 8).squareRoot() * .ulpOfOne * whole[i] }

    /// Counts in what is left of an entry. A pivot that was nearly nothing leaves more rounding than its own.
    private mutating func requireNotNegative(_ rest: Double, _ i: Int) throws {
      let rounding = 16 * floor(i)
      guard rest < -rounding else { return }
      guard rest >= -rounding - allowed else { throw Obstacle.notPositiveSemidefinite(row: i, remainder: rest) }
      negativity = max(negativity, -rest)
    }

    /// Indices in the order in which they are drawn, some of them perhaps more than once.
    func draw(_ count: Int, using generator: inout some RandomNumberGenerator) -> [Int] {
      var sums: [Double] = []
      sums.reserveCapacity(numbers.count)
      var sum = 0.0
      for number in numbers {
        sum += number
        sums.append(sum)
      }
      var places: [Int] = []
      for _ in 0..<count {
        let wanted = uniform(&generator) * sum
        // The first index whose sum is above; its own number is not 0 then.
        var (low, high) = (0, sums.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        if numbers[low] > 0 { places.append(low) }
      }
      return places
    }

    /// Takes some of the candidates, by their numbers in the list; one that was refused may be drawn again.
    /// - Parameter square: (A − Â)(S, S).
    /// - Returns: what was taken, T, and L with L Lᵀ = (A − Â)(T, T).
    mutating func choose(
      from candidates: [Int], _ drawn: [Int], _ square: Matrix<Double>, atMost limit: Int,
      using generator: inout some RandomNumberGenerator
    ) throws -> (taken: [Int], triangle: Matrix<Double>) {
      var (left, taken) = (square, [Int]())
      var columns: [[Double]] = []
      for place in drawn where taken.count < limit {
        let threshold = uniform(&generator) * numbers[place]
        guard let j = candidates.firstIndex(of: place), !taken.contains(j) else { continue }
        guard left[j, j] > floor(place) else {
          try requireNotNegative(left[j, j], place)
          // Nobody has taken anything of it: what the diagonal has is rounding.
          if taken.isEmpty { numbers[place] = 0 }
          continue
        }
        // The first is always taken, since what is left of it is all of it.
        guard taken.isEmpty || threshold < left[j, j] else { continue }
        let root = left[j, j].squareRoot()
        let column = candidates.indices.map { left[$0, j] / root }
        for i in column.indices { for k in column.indices { left[i, k] -= column[i] * column[k] } }
        taken.append(j)
        columns.append(column)
      }
      var triangle = Matrix<Double>(rows: taken.count, columns: taken.count)
      for (i, place) in taken.enumerated() { for k in 0...i { triangle[i, k] = columns[k][place] } }
      return (taken, triangle)
    }

    mutating func subtract(_ gained: Matrix<Double>, pivots: [Int]) throws {
      for k in 0..<gained.rows {
        let row = gained.row(k)
        for (i, value) in zip(numbers.indices, row) { numbers[i] -= value * value }
      }
      for pivot in pivots { numbers[pivot] = 0 }
      for i in numbers.indices where numbers[i] <= floor(i) {
        try requireNotNegative(numbers[i], i)
        numbers[i] = 0
      }
    }

    private func uniform(_ generator: inout some RandomNumberGenerator) -> Double {
      Double(generator.next() >> 11) * 0x1p-53
    }
  }
}

extension Matrix<Double> {
  fileprivate func columns(_ places: [Int]) -> Matrix {
    var result = Matrix(rows: rows, columns: places.count)
    for i in 0..<rows { for (k, j) in places.enumerated() { result[i, k] = self[i, j] } }
    return result
  }

  fileprivate func rows(_ places: [Int]) -> Matrix {
    Matrix(rows: places.count, columns: columns, elements: places.flatMap { row($0) })
  }
}
