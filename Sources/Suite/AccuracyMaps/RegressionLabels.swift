import Results

/// The targets of a regression that classifies: one-hot with each class's mean over the training images taken off, and
/// one-hot as they are: in this order in `Targets.zeroMeanBesideOneHot`.
package enum RegressionLabels: String, AxisValue, CaseIterable {
  case zeroMean = "zero_mean"
  case oneHot = "one_hot"

  package static let axis = Axis<RegressionLabels>("labels", "targets of the regression")

  package var title: String { self == .oneHot ? "one-hot" : "zero-mean" }
}
