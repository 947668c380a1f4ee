import Glibc
import Nonlinearities
import Testing

@Suite("A φ through points") struct TableTests {
  private static func named(_ name: String) throws -> Nonlinearity {
    let points = try #require(OwnGolden.points[name])
    return try .table(x: points.x, y: points.y)
  }

  @Test func valuesAndSlopes() throws {
    let phi = try Nonlinearity.table(x: [-1, 0, 2, 2.5], y: [0.5, 0, 1, 3])
    for (x, value, slope) in [
      (-3.0, 1.5, -0.5), (-1, 0.5, -0.5), (-0.5, 0.25, -0.5), (0, 0, -0.5), (0.5, 0.25, 0.5), (2, 1, 0.5), (2.25, 2, 4),
      (2.5, 3, 4), (3, 5, 4),
    ] {
      #expect(phi(x) == value && phi.derivative(x) == slope, "\(x)")
      #expect(phi(Float(x)) == Float(value))
    }
  }

  @Test(arguments: OwnGolden.tables.indices) func golden(_ index: Int) throws {
    let golden = OwnGolden.tables[index]
    let phi = try Self.named(golden.name)
    let (rho, slopes) = try applyDual(phi, golden.variances.0, golden.variances.1, golden.pairs.map { $0[0] })
    for (k, pair) in golden.pairs.enumerated() {
      let place: Comment = "\(golden.name) \(golden.variances) ε = \(pair[0])"
      // Unequal variances lose the digits of what they share; of equal ones the last bits of ε are in the golden 1 − T.
      #expect(abs(rho[k] - pair[1]) < 2e-14 + 1e-12 * pair[1], place)
      #expect(abs(slopes[k] - pair[2]) < 1e-12, place)
    }
  }

  /// Both ways to a pair, the series and the angle, and nested quadrature, which knows nothing of tables.
  @Test(arguments: ["clip", "bent", "shifted"]) func agreesWithQuadrature(_ name: String) throws {
    let phi = try Self.named(name)
    let separations = [1e-6, 0.0374, 0.0376, 0.2, 1, 1.6, 1.9624, 1.9626, 2 - 1e-6]
    for (q1, q2) in [(0.7, 0.7), (0.05, 3), (1, 1.0001)] {
      let (rho, slopes) = try applyDual(phi, q1, q2, separations)
      let quadrature = QuadratureDual(phi, rowVariances: [q1], columnVariances: separations.map { _ in q2 })
      let (expected, expectedSlopes) = applyDual(quadrature, separations)
      for k in separations.indices {
        let place: Comment = "\(name) \(q1), \(q2), ε = \(separations[k])"
        #expect(abs(rho[k] - expected[k]) < 1e-13 + 1e-11 * expected[k] && rho[k] >= 0, place)
        #expect(abs(slopes[k] - expectedSlopes[k]) < 1e-12, place)
      }
      #expect(abs(phi.secondMoment(q1) / quadrature.rowSecondMoments[0] - 1) < 1e-13)
    }
  }

  /// At the place where one way gives over to the other, 0.9625, both are the same.
  @Test func theTwoWaysMeet() throws {
    let phi = try Self.named("bent")
    let edge = 1 - pow(10, -17.0 / 1024)
    let (rho, slopes) = try applyDual(phi, 1.3, 0.9, [edge * (1 - 1e-13), edge * (1 + 1e-13)])
    #expect(abs(rho[0] - rho[1]) < 3e-14 && abs(slopes[0] - slopes[1]) < 1e-13)
  }

  /// Tables that are other functions.
  @Test(
    arguments: [
      ([-1, 0, 1], [0, 0, 1], .relu), ([-3, 0, 1], [3, 0, 1], .abs), ([-1, 2], [-1, 2], .identity),
      ([-2, 0, 1, 5], [-0.5, 0, 1, 5], .leakyRelu(slope: 0.25)),
    ] as [([Double], [Double], Nonlinearity)])
  func known(_ x: [Double], _ y: [Double], _ own: Nonlinearity) throws {
    let phi = try Nonlinearity.table(x: x, y: y)
    let separations = [0, 1e-9, 0.01, 0.05, 0.4, 1, 1.7, 1.97, 2]
    for (q1, q2) in [(1.0, 1.0), (0.3, 2), (1e5, 1e5), (0, 1)] {
      let (rho, slopes) = try applyDual(phi, q1, q2, separations)
      let (expected, expectedSlopes) = try applyDual(own, q1, q2, separations)
      for k in separations.indices {
        #expect(abs(rho[k] - expected[k]) <= 1e-13 * expected[k], "\(own), ε = \(separations[k])")
        #expect(abs(slopes[k] - expectedSlopes[k]) < 1e-13, "\(own), ε = \(separations[k])")
      }
    }
    #expect(phi.secondMoment(0) == 0 && phi.mean(0) == 0)
  }

  /// ρ of nearly coinciding inputs of one variance has as many digits as ε: ρ/ε tends to q E[φ′²]/E[φ²] like √ε.
  @Test(arguments: ["clip", "bent", "shifted"]) func nearCoincidence(_ name: String) throws {
    let phi = try Self.named(name)
    for q in [0.3, 1, 25] {
      let limit = q * phi.derivativeSecondMoment(q) / phi.secondMoment(q)
      let near = [1e-15, 1e-13, 1e-11, 1e-9]
      let (rho, _) = try applyDual(phi, q, q, near)
      // φ′ jumps at the knots: what is missing is some √ε of the limit.
      for (separation, found) in zip(near, rho) {
        let gap = abs(found / separation / limit - 1)
        #expect(gap < 4 * separation.squareRoot(), "\(name) q = \(q), ε = \(separation)")
      }
      // And its digits show in the way to the limit: a quarter of ε halves what is missing.
      let (two, _) = try applyDual(phi, q, q, [1e-9, 4e-9])
      let missing = [1 - two[0] / 1e-9 / limit, 1 - two[1] / 4e-9 / limit]
      #expect(abs(missing[1] / missing[0] - 2) < 1e-3, "\(name) q = \(q): \(missing)")
    }
  }

  /// A kink beside 0, so that the general way is taken, and a constant, which no variance changes.
  @Test func nearReluAndConstant() throws {
    let phi = try Nonlinearity.table(x: [-1, 1e-9, 1], y: [0, 0, 1 - 1e-9])
    let (rho, slopes) = try applyDual(phi, 1, 1, [1e-9, 0.01, 0.5, 1.5, 1.99])
    let (expected, expectedSlopes) = try applyDual(Nonlinearity.relu, 1, 1, [1e-9, 0.01, 0.5, 1.5, 1.99])
    for k in rho.indices {
      #expect(abs(rho[k] - expected[k]) < 1e-8 * expected[k] && abs(slopes[k] - expectedSlopes[k]) < 1e-8)
    }
    // One input that is zero, knots far out, and a line that falls to the right.
    let far = try Nonlinearity.table(x: [-1e12, 1, 1e12, 2e12], y: [3, 3, 4, 6])
    let (none, _) = try applyDual(far, 0, 1, [0, 0.5, 1.99])
    #expect(none.allSatisfy { abs($0) < 1e-12 })
    let falling = try applyDual(try Nonlinearity.table(x: [-1, 0, 1], y: [1, 0, 0]), 2, 0.5, [1e-9, 0.01, 0.5, 1.99])
    let rising = try applyDual(Nonlinearity.relu, 2, 0.5, [1e-9, 0.01, 0.5, 1.99])
    for k in 0..<4 { #expect(abs(falling.separations[k] - rising.separations[k]) < 1e-13) }
    let flat = try Nonlinearity.table(x: [0, 1], y: [2, 2])
    let (zero, slope) = try applyDual(flat, 0, 4, [0, 0.5, 1.99])
    #expect(zero.allSatisfy { abs($0) < 1e-15 } && slope.allSatisfy { $0 == 0 } && flat.secondMoment(3) == 4)
  }

  /// Many points on tanh are tanh but for h²/8 max|φ″|, and a table of a thousand is no trouble.
  @Test func manyPoints() throws {
    let x = (0..<1023).map { Double($0 - 511) / 64 }
    let phi = try Nonlinearity.table(x: x, y: x.map { tanh($0) })
    let separations = [0.001, 0.02, 0.3, 1, 1.5, 1.99]
    let (rho, slopes) = try applyDual(phi, 1, 1, separations)
    let (expected, expectedSlopes) = try applyDual(Nonlinearity.tanh, 1, 1, separations)
    for k in separations.indices {
      #expect(abs(rho[k] / expected[k] - 1) < 1e-4 && abs(slopes[k] - expectedSlopes[k]) < 1e-4)
    }
    #expect(phi.mean(1) == 0)
  }

  /// A pair of series may take a µs of one core, of many variances; quadrature takes 5 ms.
  @Test func manyVariancesAreFast() throws {
    let (phi, count) = (try Self.named("bent"), 256)
    let variances = (0..<count).map { 0.5 + 2.5 * Double($0) / Double(count) }
    let start = ContinuousClock.now
    let map = try phi.dualMap(rowVariances: variances, columnVariances: variances)
    let tile = try #require(map.prepared(rows: 0..<count, columns: 0..<count))
    var sum = 0.0
    for row in 0..<count {
      var (rho, slopes) = (variances.map { 0.05 + 0.5 * $0 }, variances)
      tile.map(row: row, columns: 0..<count, separations: &rho, derivatives: &slopes)
      sum += rho[0] + slopes[1]
    }
    #expect(sum.isFinite)
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func varianceSlopesAndMoments() throws {
    let phi = try Self.named("bent")
    for (q1, q2, separation) in [(0.8, 0.8, 0.3), (0.4, 2.5, 0.01), (3, 1, 1.6)] {
      let step = 1e-4 * q1
      func value(_ q: Double) throws -> (value: Double, derivative: Double) {
        // The covariance stays.
        let c = (1 - separation) * (q1 / q).squareRoot()
        let (rho, slopes) = try applyDual(phi, q, q2, [1 - c])
        return ((phi.secondMoment(q) * phi.secondMoment(q2)).squareRoot() * (1 - rho[0]), slopes[0])
      }
      let here = try value(q1)
      let difference = (try value(q1 + step).value - value(q1 - step).value) / (2 * step)
      let map = try #require(phi.varianceSlopes(rowVariances: [q1], columnVariances: [q2]))
      var (first, second) = (0.0, 0.0)
      map.slopes(
        row: 0, columns: 0..<1, separations: [separation], values: [here.value], derivatives: [here.derivative],
        first: &first, second: &second)
      #expect(abs(first - difference) < 1e-6, "\(q1), \(q2)")
      let slope = (phi.secondMoment(q1 + step) - phi.secondMoment(q1 - step)) / (2 * step)
      #expect(abs(phi.secondMomentSlope(q1) - slope) < 1e-7)
    }
    #expect(phi.secondDerivativeSecondMoment(1) == nil)
  }

  @Test(
    arguments: [
      ([1.0], [1.0], "table: x is a list of 1, where 2 to 1024 numbers is needed"),
      ([0, 1], [1], "table: y is a list of 1, where one number for each of the 2 x is needed"),
      ([0, 0], [1, 2], "table: x is a list with 0.0 before 0.0, where numbers that ascend is needed"),
      ([0, 1, 0.5], [1, 2, 3], "table: x is a list with 1.0 before 0.5, where numbers that ascend is needed"),
      ([0, .nan], [1, 2], "table: x is a list with nan, where numbers between -1e100 and 1e100 is needed"),
      ([0, 1], [1, .infinity], "table: y is a list with inf, where numbers between -1e100 and 1e100 is needed"),
      (
        [0, 1e-300], [0, 1], "table: y is a list with a step of 1.0 at x = 0.0, where values without a jump is needed"
      ),
      (
        [-1, 0.99609375, 1.00390625, 3], [-1, -1, 1, 1],
        "table: y is a list with the slope 256.0 at x = 0.99609375, "
          + "where values that change by less for their size is needed"
      ),
    ] as [([Double], [Double], String)])
  func refused(_ x: [Double], _ y: [Double], _ message: String) {
    do {
      _ = try Nonlinearity.table(x: x, y: y)
      Issue.record("accepted")
    } catch {
      #expect("\(error)" == message)
    }
  }

  @Test func tooMany() {
    let x = (0..<1025).map(Double.init)
    #expect(throws: NonlinearityFailure.self) { try Nonlinearity.table(x: x, y: x) }
    #expect(throws: NonlinearityFailure.self) { try Nonlinearity.table(x: [], y: []) }
  }
}
