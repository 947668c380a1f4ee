/// The noise variances tried in turn: σ_ε², 10 σ_ε², … up to 0.1 (Lee et al. 2018, App. D; limit of their code).
struct NoiseLadder {
  static let largest = 0.1

  let values: [Double]

  init(first: Double) throws {
    guard first.isFinite, first >= 0 else { throw GaussianProcessError.noiseVariance(first) }
    // Rounding of repeated products must not cost the last rung.
    let start = first > 0 ? first : 1e-10
    var values = first > 0 ? [] : [0.0]
    var next = start
    while next <= Self.largest * 1.000001 {
      values.append(next)
      next *= 10
    }
    if values.isEmpty { values = [first] }
    self.values = values
  }
}
