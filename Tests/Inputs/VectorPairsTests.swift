import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("Pairs of vectors") struct VectorPairsTests {
  /// Random vectors, near and exact copies, a scaled copy, an opposite, a zero vector.
  static let vectors: Matrix<Double> = {
    var random = SplitMix64(seed: 5)
    let d = 40
    var rows = (0..<6).map { i in (0..<d).map { _ in random.normal() * Double(1 + i) } }
    for distance in [1e-3, 1e-5, 1e-7, 1e-9] { rows.append(rows[0].map { $0 + distance * random.normal() }) }
    rows.append(rows[1])
    rows.append(rows[1].map { 3 * $0 })
    rows.append(rows[2].map { -$0 })
    rows.append(rows[0].map { _ in 0 })
    return Matrix(rows: rows.count, columns: d, elements: rows.flatMap { $0 })
  }()

  private func separations(_ pairs: VectorPairs, _ tile: Tile) -> [Double] {
    var target = [Double](repeating: .nan, count: tile.count)
    var workspace: Void = pairs.makeWorkspace()
    target.withUnsafeMutableBufferPointer { target in
      if let base = target.baseAddress { pairs.separations(of: tile, into: base, workspace: &workspace) }
    }
    return target
  }

  #if arch(x86_64)
    @Test("separations in 80-bit arithmetic, near copies included")
    func againstExtendedPrecision() throws {
      let (x, n) = (Self.vectors, Self.vectors.rows)
      let pairs = try VectorPairs(rows: x)
      let all = separations(pairs, Tile(rows: 0..<n, columns: 0..<n))
      let wide = (0..<n).map { x.row($0).map(Float80.init) }
      for i in 0..<n {
        let square = wide[i].reduce(0) { $0 + $1 * $1 }
        #expect(abs(pairs.rowVariances[i] - Double(square / 40)) <= 40 * .ulpOfOne * Double(square / 40))
        for j in 0..<n {
          let other = wide[j].reduce(0) { $0 + $1 * $1 }
          guard square > 0, other > 0 else {
            #expect(all[i * n + j] == 0)
            continue
          }
          let (a, b) = (square.squareRoot(), other.squareRoot())
          let exact = Double(zip(wide[i], wide[j]).reduce(0) { $0 + ($1.0 / a - $1.1 / b) * ($1.0 / a - $1.1 / b) } / 2)
          // Far apart: an inner product of 40 terms. Near: the difference of two directions, each within one rounding
          // of its component, so that ε is off by that times √(2ε), and by the square of it where the two coincide.
          let rounding = 40 * Double.ulpOfOne
          let bound = exact < 1e-4 ? rounding * (exact + exact.squareRoot() / 8) + rounding * rounding : rounding
          // Nearly opposite ones are told by −(1 + c).
          let found = all[i * n + j]
          #expect(abs((found < 0 ? 2 + found : found) - exact) <= bound, "\(i) \(j) \(exact)")
        }
      }
    }

    /// Directions have a rounding of 1e-16 each, which is 1e-11 of their difference at an offset of 1e5; the inputs'
    /// differences have none.
    @Test("separations of inputs far from the origin", arguments: [1e3, 1e5, 1e7], [1.0, -1])
    func farFromTheOrigin(offset: Double, sign: Double) throws {
      var random = SplitMix64(seed: 11)
      let (n, d) = (5, 4)
      let x = Matrix<Double>(rows: n, columns: d, elements: (0..<n * d).map { _ in offset + random.normal() })
      let y = Matrix<Double>(rows: n, columns: d, elements: (0..<n * d).map { _ in sign * (offset + random.normal()) })
      let found = separations(try VectorPairs(rows: x, columns: y), Tile(rows: 0..<n, columns: 0..<n))
      for i in 0..<n {
        for j in 0..<n {
          let (a, b) = (x.row(i).map(Float80.init), y.row(j).map { Float80(sign * $0) })
          func dot(_ a: [Float80], _ b: [Float80]) -> Float80 { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
          let (p, q) = (dot(a, a).squareRoot(), dot(b, b).squareRoot())
          // ε = 1 − √(1 − sin²), from the part of x − x′ that is across x′.
          let difference = zip(a, b).map { $0 - $1 }
          let along = dot(difference, b) / (q * q)
          let across = zip(difference, b).map { $0 - along * $1 }
          let sine = dot(across, across).squareRoot() / p
          let exact = Double(sine * sine / (1 + (1 - sine * sine).squareRoot()))
          if sign > 0 {
            #expect(abs(found[i * n + j] / exact - 1) < 1e-13)
          } else {
            // −(1 + c): 2 would leave the digits of 1 + c no room.
            #expect(abs(-found[i * n + j] / exact - 1) < 1e-13)
          }
        }
      }
    }
  #endif

  /// The angle of parallel inputs is the rounding of their numbers, 1e-16, whichever of them is the larger.
  @Test("parallel inputs of very different norms", arguments: [1e-8, 1e8, -1e-8, -1e8])
  func parallel(factor: Double) throws {
    let x = [0.7, -1.3, 0.4, 2.1]
    let pairs = try VectorPairs(
      rows: Matrix(rows: 1, columns: 4, elements: x),
      columns: Matrix(rows: 1, columns: 4, elements: x.map { factor * $0 }))
    let found = separations(pairs, Tile(rows: 0..<1, columns: 0..<1))[0]
    #expect(found * factor >= 0 && abs(found) < 1e-31)
  }

  @Test("exact copies are at 0, opposites at 1 + c = 0")
  func coincidences() throws {
    let pairs = try VectorPairs(rows: Self.vectors)
    #expect(separations(pairs, Tile(rows: 1..<2, columns: 10..<11)) == [0])
    let opposite = separations(pairs, Tile(rows: 2..<3, columns: 12..<13))[0]
    #expect(opposite < 0 && opposite > -1e-14)
    for i in 0..<Self.vectors.rows { #expect(separations(pairs, Tile(rows: i..<i + 1, columns: i..<i + 1)) == [0]) }
  }

  @Test("a common variance takes the place of the rounded ones")
  func commonVariance() throws {
    let pairs = try VectorPairs(rows: Self.vectors, commonVariance: 1)
    #expect(pairs.rowVariances.allSatisfy { $0 == 1 } && pairs.columnVariances == pairs.rowVariances)
  }

  @Test("rows against columns are not symmetric")
  func columns() throws {
    let pairs = try VectorPairs(rows: Self.vectors, columns: Self.vectors)
    #expect(!pairs.isSymmetric)
    #expect(try VectorPairs(rows: Self.vectors).isSymmetric)
    #expect(pairs.columnVariances == pairs.rowVariances)
  }

  @Test("x·x/d of small integers is exact")
  func exactVariances() throws {
    let pairs = try VectorPairs(rows: Matrix(rows: 2, columns: 4, elements: [1, 1, 1, 0, 1, 2, 3, 1]))
    #expect(pairs.rowVariances == [0.75, 3.75])
  }

  /// Norms of 1e-149 and 1e150 are still multiplied and divided without harm; what is smaller is named, but for zero.
  @Test("norms at both ends of the range")
  func extremeNorms() throws {
    let rows = Matrix<Double>(rows: 4, columns: 2, elements: [1e150, 0, 1e-149, 0, 1e-149, 1e-149, 3, 0])
    let all = separations(try VectorPairs(rows: rows), Tile(rows: 0..<4, columns: 0..<4))
    for (i, j) in [(0, 1), (0, 3), (1, 3), (3, 0)] { #expect(all[i * 4 + j] == 0, "\(i) \(j)") }
    // 1 − cos 45°, from sums of squares within one rounding each.
    for i in [0, 1, 3] { #expect(abs(all[i * 4 + 2] - (1 - 0.5.squareRoot())) < 1e-15, "\(i)") }
    #expect(throws: VectorPairsError.underflows(name: "x1", row: 1)) {
      try VectorPairs(rows: Matrix(rows: 2, columns: 2, elements: [0, 0, 0, 1e-160]))
    }
    #expect(throws: VectorPairsError.underflows(name: "x2", row: 0)) {
      try VectorPairs(rows: rows, columns: Matrix(rows: 1, columns: 2, elements: [1e-160, -1e-160]))
    }
  }

  @Test("NaN, infinite and overflowing values are refused by name and row", arguments: [Double.nan, .infinity, 1e200])
  func notFinite(value: Double) throws {
    var broken = Self.vectors
    broken[3, 7] = value
    #expect(throws: VectorPairsError.notFinite(name: "x1", row: 3)) { try VectorPairs(rows: broken) }
    #expect(throws: VectorPairsError.notFinite(name: "x2", row: 3)) {
      try VectorPairs(rows: Self.vectors, columns: broken)
    }
  }

  @Test("different dimensions are refused")
  func dimensionsDiffer() {
    #expect(throws: VectorPairsError.dimensionsDiffer(rows: 40, columns: 3)) {
      try VectorPairs(rows: Self.vectors, columns: Matrix(rows: 2, columns: 3))
    }
  }
}
