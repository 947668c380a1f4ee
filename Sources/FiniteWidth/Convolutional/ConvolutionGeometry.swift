import Architectures
import LinearAlgebra

/// Which positions a convolution of stride 1 joins: the output at p sees the kernelSize² neighbours of p in its input.
///
/// The neighbours of one position, row by row with their channels innermost, are a patch of kernelSize² · channels
/// numbers. With patches as the rows of a matrix P the convolution is one product, Z = P W + b ("im2col"), and its
/// gradients are
///
///     ∂W = Pᵀ ∂Z,   ∂H = scatter(∂Z Wᵀ),
///
/// where `scatter`, the transpose of `gather`, adds each number of a patch to the position that it came from.
struct ConvolutionGeometry: Sendable, Hashable {
  let height: Int
  let width: Int
  /// Channels of the signal that patches are taken from.
  var channels: Int
  /// Odd.
  let kernelSize: Int
  let padding: Padding

  var positions: Int { height * width }
  var patchSize: Int { kernelSize * kernelSize * channels }
  private var reach: Int { kernelSize / 2 }

  /// Where the image continues beyond its edges, in 0..<length; nil where it is zero.
  @inline(__always)
  private func inside(_ coordinate: Int, _ length: Int) -> Int? {
    if coordinate >= 0 && coordinate < length { return coordinate }
    guard padding == .circular else { return nil }
    let rest = coordinate % length
    return rest < 0 ? rest + length : rest
  }

  /// Writes the patches of `positions`, numbered through all images, [positions.count, patchSize].
  ///
  /// - Complexity: one copy of the patches; of whole rows of a patch away from the edges.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func gather<S: Scalar>(
    _ images: UnsafePointer<S>, positions range: Range<Int>, into patches: UnsafeMutablePointer<S>
  ) {
    let rowSize = kernelSize * channels
    var (patch, position) = (patches, range.lowerBound % max(1, positions))
    var image = images + (range.lowerBound - position) * channels
    for _ in range {
      let (y, x) = (position / width, position % width)
      let isInterior = x >= reach && x + reach < width
      for dy in -reach...reach {
        guard let row = inside(y + dy, height) else {
          patch.update(repeating: 0, count: rowSize)
          patch += rowSize
          continue
        }
        let source = image + row * width * channels
        if isInterior {
          patch.update(from: source + (x - reach) * channels, count: rowSize)
          patch += rowSize
          continue
        }
        for dx in -reach...reach {
          if let column = inside(x + dx, width) {
            patch.update(from: source + column * channels, count: channels)
          } else {
            patch.update(repeating: 0, count: channels)
          }
          patch += channels
        }
      }
      position += 1
      if position == positions { (position, image) = (0, image + positions * channels) }
    }
  }

  /// Adds the numbers of all patches of `count` images to the positions that they come from.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func scatter<S: Scalar>(_ patches: UnsafePointer<S>, count: Int, addingTo images: UnsafeMutablePointer<S>) {
    var patch = patches
    for i in 0..<count {
      let image = images + i * positions * channels
      for position in 0..<positions {
        let (y, x) = (position / width, position % width)
        for dy in -reach...reach {
          for dx in -reach...reach {
            if let row = inside(y + dy, height), let column = inside(x + dx, width) {
              let target = image + (row * width + column) * channels
              for c in 0..<channels { target[c] += patch[c] }
            }
            patch += channels
          }
        }
      }
    }
  }

  /// Writes the weights with which the gradient goes back as a convolution of ∂Z: the neighbour at offset o of a
  /// position gave to it what the position gives at −o, so V[(o, k), c] = W[(−o, c), k], [kernelSize² · fanOut,
  /// channels].
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func turn<S: Scalar>(_ weights: UnsafePointer<S>, fanOut: Int, into turned: UnsafeMutablePointer<S>) {
    let offsets = kernelSize * kernelSize
    for offset in 0..<offsets {
      let source = weights + (offsets - 1 - offset) * channels * fanOut
      let target = turned + offset * fanOut * channels
      for c in 0..<channels { for k in 0..<fanOut { target[k * channels + c] = source[c * fanOut + k] } }
    }
  }
}
