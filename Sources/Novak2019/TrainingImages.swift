import Architectures
import Suite

/// The images as networks are trained on them, in single precision.
struct TrainingImages: Sendable {
  let training, validation, test: ImageRegression
  let shape: InputShape

  init(_ images: ReducedImages) {
    (training, validation, test) = (images.training.single, images.validation.single, images.test.single)
    shape = images.shape
  }
}
