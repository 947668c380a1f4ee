import Datasets
import LinearAlgebra

/// The paper's training images of MNIST and as many of them as a smaller size has: from the 5,001st of the training
/// file on. The authors' configurations train on `range(5000, 55000)` and validate on the images on both sides of it.
///
/// The suite's own split validates on the first 10,000 images of the file, half of which the paper trains on: the two
/// sets are read as the one file that they are.
package struct TrainingImages {
  /// [n, 784], in [0, 1].
  package let pixels: Matrix<Double>
  package let labels: [UInt8]

  /// The place in the file of the first image, from 0.
  private static let first = 5_000

  /// Images from the first of them to the end of the file: 55,000, more than the paper trains on.
  static func available(in dataset: Dataset) -> Int {
    dataset.validation.count + dataset.training.count - first
  }

  /// - Parameters:
  ///   - dataset: of which the first images of the training file validate, at least 5,000 of them.
  ///   - count: of images, at most as many as are `available`.
  package init(_ dataset: Dataset, count: Int) {
    let (before, behind) = (dataset.validation, dataset.training)
    let border = min(Self.first + count, before.count)
    let parts = [
      before.subset(Self.first..<border), behind.subset(0..<Self.first + count - border),
    ]
    let pixels = parts.map { Self.pixels(of: $0) }
    self.pixels = Matrix(rows: count, columns: pixels[0].columns, elements: pixels.flatMap(\.elements))
    labels = parts.flatMap(\.labels)
  }

  /// In [0, 1].
  static func pixels(of images: LabeledImages) -> Matrix<Double> {
    var pixels = images.images.blockMeans(side: 1)
    for k in pixels.elements.indices { pixels.elements[k] /= 255 }
    return pixels
  }
}
