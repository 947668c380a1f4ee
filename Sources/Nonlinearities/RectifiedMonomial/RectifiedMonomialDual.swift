import CElementary

/// The duals of max(x, 0)ⁿ (Cho & Saul 2009): T = (q₁q₂)^{n/2} Jₙ(θ)/(2π) and Ṫ = n² (q₁q₂)^{(n−1)/2} Jₙ₋₁(θ)/(2π).
///
/// The Jₙ obey Jₙ = (2n − 1) c Jₙ₋₁ + (n − 1)² sin²θ Jₙ₋₂ from J₀ = π − θ and J₁ = sin θ + (π − θ) c. What is wanted is
/// rₙ = 1 − Jₙ(θ)/Jₙ(0), which vanishes with θ. With βₙ = (n − 1)²/[(2n − 1)(2n − 3)] ≤ ⅓ it obeys
///
///     rₙ = ε [(1 − 2βₙ) + βₙ ε] + c rₙ₋₁ + βₙ ε(2 − ε) rₙ₋₂,    r₀ = θ/π,    r₁ that of ReLU,
///
/// of which no term is negative where c ≥ 0: nothing cancels. Beyond, terms of both signs are of the order 1, and their
/// rounding adds up and is not amplified: the roots of λ² = cλ + βₙ sin²θ tend to (c ± 1)/2. Promised: 8 + 2n ulp for
/// ρ, for Ṫ as many of Ṫ's value at coinciding inputs.
///
/// - Complexity: ReLU's, and four multiply-adds a degree, eight pairs at a time.
struct RectifiedMonomialDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rowSlopes: [Double]
  /// √Ṫ(q) of every column.
  private let table: ColumnTable
  /// βₙ from n = 2.
  private let weights: [Double]

  init(_ definition: RectifiedMonomial, rowVariances: [Double], columnVariances: [Double]) {
    func slope(_ q: Double) -> Double { definition.derivativeSecondMoment(q).squareRoot() }
    rowSecondMoments = rowVariances.map(definition.secondMoment)
    columnSecondMoments = columnVariances.map(definition.secondMoment)
    rowSlopes = rowVariances.map(slope)
    table = ColumnTable(columnVariances, secondMoments: columnSecondMoments, quantities: [slope])
    weights = Self.weights(degree: definition.degree)
  }

  static func weights(degree: Int) -> [Double] {
    (2..<max(2, degree + 1)).map { n -> Double in
      let (square, product) = ((n - 1) * (n - 1), (2 * n - 1) * (2 * n - 3))
      return Double(square) / Double(product)
    }
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    table.withPointer(to: columns.lowerBound) { slopes in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.blockSize) { buffer in
        buffer.initialize(repeating: 0)
        guard let former = buffer.baseAddress else { return }
        for start in stride(from: 0, to: columns.count, by: Self.blockSize) {
          let count = min(Self.blockSize, columns.count - start)
          let block = separations + start
          gaps(block, former, former + Self.blockSize, count)
          if let derivatives {
            for k in 0..<count { derivatives[start + k] = rowSlopes[row] * slopes[start + k] * (1 - former[k]) }
          }
        }
      }
    }
    if rowSecondMoments[row] == 0 { separations.update(repeating: 0, count: columns.count) }
    table.clearZeroColumns(in: columns, separations)
  }

  private static let blockSize = 64

  /// Replaces ε by rₙ and writes rₙ₋₁.
  @inline(__always)
  private func gaps(
    _ separations: UnsafeMutablePointer<Double>, _ former: UnsafeMutablePointer<Double>,
    _ current: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    for k in 0..<count {
      let separation = separations[k]
      let z = elementary_max(0, 0.5 * elementary_min(separation, 2 - separation))
      let root = elementary_sqrt(z)
      let turn = 2 / Double.pi * elementary_multiply_add(root * z, ArcSine.excess(z), root)
      former[k] = separation <= 1 ? turn : 1 - turn
      let segment = z * root * ArcSine.segment(z)
      current[k] = 0.5 * separation + elementary_multiply_add(-2 / Double.pi, segment, z)
    }
    for weight in weights {
      for k in 0..<count {
        let separation = separations[k]
        let own = separation * elementary_multiply_add(weight, separation, 1 - 2 * weight)
        let inherited = (1 - separation) * current[k] + weight * (separation * (2 - separation)) * former[k]
        former[k] = current[k]
        current[k] = own + inherited
      }
    }
    separations.update(from: current, count: count)
  }
}
