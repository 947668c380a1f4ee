import Inputs
import LinearAlgebra

/// Images with each channel's mean taken off and its standard deviation divided out, both over the training images;
/// made smaller first by the means of blocks of pixels (the preprocessing of the code of Arora et al. 2019).
package struct ChannelStandardised {
  /// The side of a block; 1 leaves images as they are.
  package let side: Int
  private let means: [Double]
  private let scales: [Double]

  package init(side: Int, fittedTo training: ByteImages) {
    self.side = side
    let reduced = training.blockMeans(side: side)
    let channels = training.channels
    var (sums, squares) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    for (k, value) in reduced.elements.enumerated() {
      sums[k % channels] += value
      squares[k % channels] += value * value
    }
    let count = Double(reduced.elements.count / channels)
    let means = sums.map { $0 / count }
    self.means = means
    scales = squares.indices.map {
      let variance = squares[$0] / count - means[$0] * means[$0]
      // A channel that is one grey carries nothing.
      return variance > 0 ? 1 / variance.squareRoot() : 0
    }
  }

  /// [count, height · width · channels] after the reduction.
  package func apply(to images: ByteImages) -> Matrix<Double> {
    var result = images.blockMeans(side: side)
    for k in result.elements.indices {
      let channel = k % images.channels
      result.elements[k] = (result.elements[k] - means[channel]) * scales[channel]
    }
    return result
  }
}
