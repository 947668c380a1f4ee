import Inputs
import LinearAlgebra

/// Images of few numbers: means over disjoint squares of pixels, each image minus its own mean and scaled to x·x/d = 1.
///
/// With squares of 4 × 4 MNIST has 7 × 7 numbers and CIFAR-10 has 8 × 8 × 3: networks on them are small, and what
/// separates the classes is mostly left.
public enum PooledImages {
  /// [images, channels · (height/window)(width/window)]; rows and columns of pixels beyond the last whole square are
  /// left out, and an image without contrast is 0. Numbers are in the order channel, row, column.
  ///
  /// - Complexity: O(images · pixels).
  public static func inputs(_ images: ByteImages, window: Int) -> Matrix<Double> {
    precondition(window > 0, "a window holds a pixel")
    let (means, channels) = (images.blockMeans(side: window), images.channels)
    let (size, positions) = (means.columns, means.columns / channels)
    var inputs = Matrix<Double>(rows: images.count, columns: size)
    for i in 0..<images.count {
      for k in 0..<size { inputs[i, k % channels * positions + k / channels] = means[i, k] }
      let mean = inputs.row(i).reduce(0, +) / Double(size)
      let square = inputs.row(i).reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
      let scale = square > 0 ? 1 / square.squareRoot() : 0
      for k in 0..<size { inputs[i, k] = (inputs[i, k] - mean) * scale }
    }
    return inputs
  }
}
