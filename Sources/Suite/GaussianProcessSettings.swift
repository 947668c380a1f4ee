import Datasets

/// What an experiment chooses of a Gaussian process beside its network; as in Lee et al. 2018.
package struct GaussianProcessSettings: Codable, Sendable {
  /// σ_ε² of the first attempt (App. D).
  package var noiseVariance = 1e-10
  package var preprocessing = Preprocessing.perImageStandardised

  package init() {}
}
