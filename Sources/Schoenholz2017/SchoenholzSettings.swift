/// What the figures of Schoenholz et al. 2017 share: tanh, σ_b² = 0.05, networks of width 300.
enum SchoenholzSettings {
  static let reference = "arXiv:1611.01232"
  static let biasVariance = 0.05
  static let width = 300
}
