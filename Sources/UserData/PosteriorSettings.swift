import Foundation
import Inference
import Platform

/// What a posterior of a user's data is made and kept by, beside the data: the same of a model (`FitFile`) and of
/// predictions at once (`PredictionFile`).
public struct PosteriorSettings: Sendable {
  /// Whether `y1` holds integer labels of classes.
  public var predictsClasses = false
  /// Whether what needs a warning is an error.
  public var isStrict = false
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the output replaces none of these.
  public var otherSources: [URL] = []
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false
  /// Above this many training inputs their kernel is kept packed.
  public var largestSquareKernel = KernelStorage.largestSquare
  /// How weights are found without a factor, and without variances then; nil: by the factor.
  public var conjugateGradients: ConjugateGradients?
  /// Where the factor of a kernel is kept that memory does not hold; nil: there is no factor then.
  public var scratch: URL?
  public var machine = Machine.current()

  func isPacked(_ n: Int) -> Bool { n > largestSquareKernel }
}
