import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Synchronization
import Testing

@Suite("Bands that carry covariances") struct CovarianceBandsTests {
  static let depths = [0, 1, 2, 3, 4, 5, 6, 8, 12]

  /// What the promised errors of a layer, 8 ulp for K and 32 ulp for Ṫ, grow to at most: K's by σ_w² Ṫ a layer, which
  /// is largest for the smallest variance; Θ's likewise, and by what the error of K makes of Ṫ.
  private func bounds(_ weight: Double, _ variances: [Double]) throws -> [(nngp: Double, ntk: Double)] {
    let sweep = try Kernel.fullyConnected(
      nonlinearity: .erf, weightVariance: weight, biasVariance: 0.05, readIn: .unit
    ).sweep(depths: Array(0...12))
    let ulp = Double.ulpOfOne
    var (bounds, last) = ([(nngp: Double, ntk: Double)](), (q: 0.0, least: 0.0, p: 0.0))
    for list in try sweep.selfCovariances(inputVariances: variances) {
      let q = list.reduce(0) { max($0, $1.nngp) }
      guard let (e, t) = bounds.last else {
        bounds.append((4 * ulp * q, 4 * ulp * q))
        last = (q, list.reduce(q) { min($0, $1.nngp) }, q)
        continue
      }
      let growth = weight * Nonlinearity.erf.derivativeSecondMoment(last.least)
      // ∂Ṫ/∂k = (2/π) s² x (1 − x²)^(−3/2), s ≤ 2/(1 + 2 q_min), x ≤ 2 q_max/(1 + 2 q_max).
      let (s, x) = (2 / (1 + 2 * last.least), 2 * last.q / (1 + 2 * last.q))
      let bend = weight * 2 / Double.pi * s * s * x / ((1 - x * x) * (1 - x * x).squareRoot())
      let kernel = growth * e + 8 * ulp * q
      bounds.append((kernel, kernel + growth * (t + 32 * ulp / (1 - x * x) * last.p) + bend * e * last.p))
      last = (q, list.reduce(q) { min($0, $1.nngp) }, list.reduce(0) { max($0, $1.ntk) })
    }
    return Self.depths.map { bounds[$0] }
  }

  @Test("agree with those that carry separations", arguments: [0.4, 1.5, 2.5, 60], [true, false])
  func agree(weight: Double, unitVariance: Bool) throws {
    let pairs = VectorSweepTests.pairs(70, 37, unitVariance: unitVariance)
    let sweep = try Kernel.fullyConnected(
      nonlinearity: .erf, weightVariance: weight, biasVariance: 0.05, readIn: .unit
    ).sweep(depths: Self.depths)
    let bounds = try bounds(weight, pairs.rowVariances + pairs.columnVariances)
    let reference = Mutex<[[Int]: (nngp: [Double], ntk: [Double])]>([:])
    try sweep.forEachBand(of: pairs, get: .both) { band in
      let values = (band.values(of: \.nngp), band.values(of: \.ntk))
      reference.withLock { $0[[band.position, band.rows.lowerBound]] = values }
    }
    // The largest errors in units of their bounds.
    let worst = Mutex((nngp: 0.0, ntk: 0.0, pairs: 0))
    try sweep.forEachBand(of: pairs, get: .both, state: .covariances) { band in
      let (nngp, ntk) = (band.values(of: \.nngp), band.values(of: \.ntk))
      let expected = reference.withLock { $0[[band.position, band.rows.lowerBound], default: ([], [])] }
      let bound = bounds[band.position]
      worst.withLock {
        for k in nngp.indices {
          $0.nngp = max($0.nngp, abs(nngp[k] - expected.nngp[k]) / bound.nngp)
          $0.ntk = max($0.ntk, abs(ntk[k] - expected.ntk[k]) / bound.ntk)
        }
        $0.pairs += nngp.count
      }
    }
    let (kernel, tangent, count) = worst.withLock { $0 }
    print("covariances, σ_w² = \(weight): \(kernel) of K's bound, \(tangent) of Θ's")
    #expect(count == 70 * 37 * Self.depths.count)
    #expect(kernel < 1 && tangent < 1)
  }

  @Test("K alone has the same bits as beside Θ")
  func kernelAlone() throws {
    let pairs = VectorSweepTests.pairs(9, 33, unitVariance: true)
    let sweep = try Kernel.fullyConnected(nonlinearity: .erf, weightVariance: 1.7, biasVariance: 0.1)
      .sweep(depths: [2])
    let found = Mutex<[[Double]]>([])
    for quantities in [KernelQuantities.nngp, .both] {
      try sweep.forEachBand(of: pairs, get: quantities, state: .covariances, threads: 1) { band in
        let values = band.values(of: \.nngp)
        found.withLock { $0.append(values) }
      }
    }
    let both = found.withLock { $0 }
    #expect(both.count == 2 && both.first == both.last && both.first?.count == 9 * 33)
  }

  @Test("layers other than (erf, dense) carry separations")
  func fallBack() throws {
    let pairs = VectorSweepTests.pairs(5, 6, unitVariance: true)
    let sweep = try VectorSweepTests.sweep((.relu, 1.5, 0.1), .own)
    let found = Mutex<[[Double]]>([])
    for state in [DepthSweep.PairState.separations, .covariances] {
      try sweep.forEachBand(of: pairs, get: .both, state: state, threads: 1) { band in
        let values = band.values(of: \.nngp) + band.values(of: \.ntk)
        found.withLock { $0.append(values) }
      }
    }
    let all = found.withLock { $0 }
    #expect(all.count == 2 * VectorSweepTests.depths.count)
    #expect(Array(all.prefix(all.count / 2)) == Array(all.suffix(all.count / 2)))
  }
}
