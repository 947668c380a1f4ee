/// What the trials of a search are drawn from: the paper's (Lee et al. 2018, App. D).
package struct TrialRanges: Codable, Sendable {
  /// Log-uniform.
  var learningRate = 1e-4...0.2
  /// Log-uniform.
  var weightDecay = 1e-8...1
  /// Uniform.
  var batchSizes = [16, 32, 64, 128, 256]

  package init() {}

  /// For estimates of time.
  var meanBatchSize: Double { Double(batchSizes.reduce(0, +)) / Double(batchSizes.count) }
}
