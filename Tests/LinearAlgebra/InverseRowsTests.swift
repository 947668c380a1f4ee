import LinearAlgebra
import TestSupport
import Testing

/// Over every kind of solver, the packed in orders that cut both of its triangles within a strip and between strips.
@Suite struct InverseRowsTests {
  static let orders = [1, 2, 3, 64, 255, 256, 257, 511, 513, 600]

  /// Random entries in (−½, ½) with n/2 + 1 added to the diagonal: λ ≥ 1 (Gershgorin).
  private static func matrix(_ n: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(n))
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        a[i, j] = random.uniform() - 0.5
        a[j, i] = a[i, j]
      }
      a[i, i] += Double(n) / 2 + 1
    }
    return a
  }

  /// 8 n ε κ/λ_min, of the factor's backward error and of the solves', with λ_min ≥ 1 and κ ≤ n + 1.
  private static func bound(_ kind: SolverTests.Kind, _ n: Int) -> Double {
    8 * Double(n) * kind.epsilon * Double(n + 1)
  }

  @Test(arguments: SolverTests.kinds, orders) func theDiagonalIsThatOfTheInverse(kind: SolverTests.Kind, order: Int)
    throws
  {
    let solver = try kind.solver(Self.matrix(order))
    let found = solver.inverseDiagonal
    var inverse = Matrix<Double>(rows: order, columns: order)
    for i in 0..<order { inverse[i, i] = 1 }
    solver.solve(&inverse)
    #expect(found.count == order)
    let worst = (0..<order).reduce(0) { max($0, abs(found[$1] - inverse[$1, $1])) }
    #expect(worst <= Self.bound(kind, order))
  }

  @Test(arguments: SolverTests.kinds, orders) func stripsAreTheUpperTriangle(kind: SolverTests.Kind, order: Int) throws
  {
    let solver = try kind.solver(Self.matrix(order))
    var inverse = Matrix<Double>(rows: order, columns: order)
    for i in 0..<order { inverse[i, i] = 1 }
    solver.solve(&inverse)
    var (rows, worst) = (0, 0.0)
    solver.forEachInverseStrip { first, strip in
      #expect(first == rows && strip.columns == order - first)
      rows += strip.rows
      for i in 0..<strip.rows {
        for j in 0..<strip.columns { worst = max(worst, abs(strip[i, j] - inverse[first + i, first + j])) }
      }
    }
    #expect(rows == order)
    #expect(worst <= Self.bound(kind, order))
  }

  /// (a I + b 1 1ᵀ)⁻¹ = (I − b/(a + n b) 1 1ᵀ)/a.
  @Test(arguments: SolverTests.kinds.dropLast(), [1, 7, 300])
  func compoundSymmetryHasAClosedForm(kind: SolverTests.Kind, order: Int) throws {
    let (a, b, n) = (0.25, 0.75, Double(order))
    var matrix = Matrix<Double>(rows: order, columns: order, repeating: b)
    for i in 0..<order { matrix[i, i] += a }
    let expected = (1 - b / (a + n * b)) / a
    // κ = 1 + 3 n, of an entry close to 1/λ_min.
    let bound = 8 * n * (1 + 3 * n) * .ulpOfOne * expected
    #expect(try kind.solver(matrix).inverseDiagonal.allSatisfy { abs($0 - expected) <= bound })
  }

  /// A trailing solve is the whole one with zeros before; the default of other storages included (float32 has it).
  @Test(arguments: SolverTests.kinds, [0, 1, 31, 32, 33, 40, 64, 65])
  func trailingSolvesAreSolvesOfZerosBefore(kind: SolverTests.Kind, first: Int) throws {
    let n = 65
    let solver = try kind.solver(Self.matrix(n))
    var random = SplitMix64(seed: 3)
    for rows in [1, 3] {
      let sides = random.normalMatrix(rows: rows, columns: n - first)
      var whole = Matrix<Double>(rows: rows, columns: n)
      for i in 0..<rows { for j in first..<n { whole[i, j] = sides[i, j - first] } }
      for (part, all) in [
        ({ $0.solveLower(&$1, from: first) }, { $0.solveLower(&$1) }),
        ({ $0.solveUpper(&$1, from: first) }, { $0.solveUpper(&$1) }),
      ] as [((any Solver, inout Matrix<Double>) -> Void, (any Solver, inout Matrix<Double>) -> Void)] {
        var (own, expected) = (sides, whole)
        part(solver, &own)
        all(solver, &expected)
        let worst = (0..<rows).reduce(0.0) { worst, i in
          (first..<n).reduce(worst) { max($0, abs(own[i, $1 - first] - expected[i, $1])) }
        }
        #expect(worst <= Self.bound(kind, n))
      }
    }
  }
}
