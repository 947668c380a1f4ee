/// Variances and correlations through layers.
extension MeanFieldTheory {
  /// V(q) = σ_w² E[φ(√q z)²]/ρ + σ_b² (the length map of Poole et al. 2016).
  ///
  /// - Throws: `MeanFieldFailure` for a variance that is negative or not finite.
  public func lengthMap(_ variance: Double) throws -> Double {
    try requireVariance(variance)
    return map.variance(variance)
  }

  /// q⁰ = `start`, q¹, …, q^depth; ∞ from where growing variances overflow.
  ///
  /// - Throws: `MeanFieldFailure` for an invalid variance or a negative depth.
  /// - Complexity: one moment a layer.
  public func lengths(from start: Double, depth: Int) throws -> [Double] {
    try requireVariance(start)
    try requireDepth(depth)
    var lengths = [start]
    for _ in 0..<depth {
      let next = map.variance(lengths[lengths.count - 1])
      // A closed form may make of ∞ a NaN.
      lengths.append(next.isFinite ? next : .infinity)
    }
    return lengths
  }

  /// ε ↦ 1 − c′ for pairs of inputs that both have variance `variance` (the correlation map of Poole et al. 2016), with
  /// ε = 1 − c: the relative precision of ε is kept near c = 1.
  ///
  /// - Throws: `MeanFieldFailure` for a variance that is not positive, or an ε outside 0…2; `Absence.varianceVanishes`
  ///   where the layer makes it 0, so that nothing is left to correlate.
  /// - Complexity: with tanh one Hermite series, 0.3 ms at q = 1, for all ε together.
  public func separationMap(_ separations: [Double], variance: Double) throws -> [Double] {
    try MeanFieldFailure.require(variance > 0, "the variance", variance, "a finite number > 0")
    for separation in separations {
      try MeanFieldFailure.require(0...2 ~= separation, "the separation 1 − c", separation, "a number from 0 to 2")
    }
    let layer = try map.separation(at: variance)
    return separations.map { layer($0).value }
  }

  /// c ↦ c′ for pairs of inputs that both have variance `variance`; near c = 1 `separationMap` is more precise.
  ///
  /// - Throws: `MeanFieldFailure` for a variance that is not positive, or a correlation outside −1…1; `Absence` as
  ///   `separationMap`.
  public func correlationMap(_ correlation: Double, variance: Double) throws -> Double {
    try MeanFieldFailure.require(-1...1 ~= correlation, "the correlation", correlation, "a number from −1 to 1")
    return 1 - (try separationMap([1 - correlation], variance: variance)[0])
  }

  /// dc′/dc = σ_w² E[φ′(u) φ′(v)] q/V(q) at variance q.
  ///
  /// - Throws: as `correlationMap`.
  public func correlationSlope(_ correlation: Double, variance: Double) throws -> Double {
    try MeanFieldFailure.require(variance > 0, "the variance", variance, "a finite number > 0")
    try MeanFieldFailure.require(-1...1 ~= correlation, "the correlation", correlation, "a number from −1 to 1")
    return try map.separation(at: variance)(1 - correlation).slope
  }

  /// ε⁰ = `start`, ε¹, …, ε^depth for a pair of inputs that both start with variance `variance`, which moves with depth
  /// too.
  ///
  /// - Throws: as `separationMap`, or for a negative depth.
  /// - Complexity: one correlation map a layer until the variance stands still.
  public func separations(from start: Double, variance: Double, depth: Int) throws -> [Double] {
    try requireDepth(depth)
    try MeanFieldFailure.require(variance > 0, "the variance", variance, "a finite number > 0")
    try MeanFieldFailure.require(0...2 ~= start, "the separation 1 − c", start, "a number from 0 to 2")
    var (separations, q) = ([start], variance)
    var layer = try map.separation(at: q)
    for _ in 0..<depth {
      separations.append(min(2, layer(separations[separations.count - 1]).value))
      let next = map.variance(q)
      if (next - q).magnitude > 4 * q.ulp {
        q = next
        layer = try map.separation(at: q)
      }
    }
    return separations
  }

  private func requireVariance(_ variance: Double) throws {
    try MeanFieldFailure.require(variance >= 0, "the variance", variance, "a finite number ≥ 0")
  }

  private func requireDepth(_ depth: Int) throws {
    guard depth >= 0 else { throw MeanFieldFailure.negativeDepth(depth) }
  }
}
