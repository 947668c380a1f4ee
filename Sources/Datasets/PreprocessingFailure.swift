import Failures

/// An image that is constant, so that no scale gives it a norm.
public struct PreprocessingFailure: Failure, Equatable {
  public let image: Int
  public let preprocessing: Preprocessing

  public init(image: Int, preprocessing: Preprocessing) { (self.image, self.preprocessing) = (image, preprocessing) }

  public var message: String {
    "image \(image): all pixels are equal after \(preprocessing.rawValue), so it has no direction; leave it out "
      + "or choose another preprocessing"
  }

  public var exitStatus: ExitStatus { .badData }
}
