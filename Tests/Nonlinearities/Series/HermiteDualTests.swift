import Glibc
import Nonlinearities
import Testing

@Suite struct HermiteDualTests {
  /// The same functions without their closed forms: the series must find them.
  @Test(arguments: [Nonlinearity.erf, .gelu, .sin, .cos]) func seriesFindsTheClosedForm(_ nonlinearity: Nonlinearity)
    throws
  {
    let custom = Nonlinearity.custom(
      .init(name: "series", function: { nonlinearity($0) }, derivative: { nonlinearity.derivative($0) }))
    let separations = [0, 1e-12, 1e-8, 1e-3, 0.02, 0.5, 1, 1.6, 2]
    for (q1, q2) in [(0.05, 0.05), (1, 1), (2, 2), (0.3, 2)] {
      let (rho, dot) = try applyDual(custom, q1, q2, separations)
      let (exact, exactDot) = try applyDual(nonlinearity, q1, q2, separations)
      for k in separations.indices {
        // 64 ulp relative at equal variances, 32·2⁻⁵² absolute at unequal ones, as HermiteDual promises.
        #expect(abs(rho[k] - exact[k]) <= (q1 == q2 ? 64 * exact[k] : 32) * 0x1p-52)
        #expect(abs(dot[k] - exactDot[k]) < 1e-13)
      }
    }
  }

  @Test func blocksAndSingleEntriesAgree() throws {
    // 75 columns of one variance go in blocks of 32, 32 and 11; each alone takes the scalar way.
    let separations = (0..<75).map { 2 * Double($0) / 74 }
    let (rho, dot) = try applyDual(.tanh, 1.7, 0.9, separations)
    for (k, separation) in separations.enumerated() {
      let (single, singleDot) = try applyDual(.tanh, 1.7, 0.9, [separation])
      // Horner's rule with and without contraction to fused operations.
      #expect(abs(rho[k] - single[0]) < 4e-16 && abs(dot[k] - singleDot[0]) < 4e-16)
    }
  }

  @Test func everyColumnHasItsOwnVariance() throws {
    let variances = [0.5, 0.5, 2, 0, 1]
    let map = try Nonlinearity.tanh.dualMap(rowVariances: [1.5], columnVariances: variances)
    let (rho, dot) = applyDual(map, Array(repeating: 0.3, count: variances.count))
    for (k, variance) in variances.enumerated() {
      let (single, singleDot) = try applyDual(.tanh, 1.5, variance, [0.3])
      #expect(rho[k] == single[0] && dot[k] == singleDot[0])
    }
    #expect(rho[3] == 0)
  }

  @Test func manyVariancesAreNotPrepared() throws {
    // 300 distinct variances are 90,000 pairs of series: the map then sums the series entry by entry.
    let variances = (0..<300).map { 0.1 + 0.01 * Double($0) }
    let map = try Nonlinearity.tanh.dualMap(rowVariances: [1.5], columnVariances: variances)
    let separations = variances.indices.map { 2 * Double($0) / 299 }
    let (rho, dot) = applyDual(map, separations)
    for k in [0, 1, 17, 140, 299] {
      let (single, singleDot) = try applyDual(.tanh, 1.5, variances[k], [separations[k]])
      // The same sums in another order.
      #expect(abs(rho[k] - single[0]) < 2e-15 && abs(dot[k] - singleDot[0]) < 2e-15)
    }
  }

  @Test func functionsWithoutDualsAreRefused() {
    let step = Nonlinearity.custom(
      .init(name: "step", breakpoints: [0], function: { $0 > 0 ? 1 : 0 }, derivative: { _ in 0 }))
    #expect(throws: NonlinearityFailure.discontinuous(nonlinearity: "step", place: 0)) {
      try step.dualMap(rowVariances: [1], columnVariances: [1])
    }
    let hidden = Nonlinearity.custom(.init(name: "hidden step", function: { $0 > 0.3 ? 1 : 0 }, derivative: { _ in 0 }))
    #expect(throws: NonlinearityFailure.wrongDerivative(nonlinearity: "hidden step", variance: 1)) {
      try hidden.dualMap(rowVariances: [1], columnVariances: [1])
    }
    let explosive = Nonlinearity.custom(
      .init(name: "explosive", function: { exp($0 * $0) }, derivative: { 2 * $0 * exp($0 * $0) }))
    #expect(throws: NonlinearityFailure.infiniteMoment(nonlinearity: "explosive", variance: 400)) {
      try explosive.dualMap(rowVariances: [400], columnVariances: [1])
    }
  }
}
