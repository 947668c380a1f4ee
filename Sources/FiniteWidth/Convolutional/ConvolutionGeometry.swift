import Architectures
import LinearAlgebra

/// Which positions a convolution joins: the output at p sees the positions of its input in the window of p.
///
/// The positions of one window, row by row with their channels innermost, are a patch of window height · window width ·
/// channels numbers. With patches as the rows of a matrix P the convolution is one product, Z = P W + b ("im2col"), and
/// its gradients are
///
///     ∂W = Pᵀ ∂Z,   ∂H = scatter(∂Z Wᵀ),
///
/// where `scatter`, the transpose of `gather`, adds each number of a patch to the position that it came from.
struct ConvolutionGeometry: Sendable, Hashable {
  private let rows: WindowLoop
  private let columns: WindowLoop
  /// Channels of the signal that patches are taken from.
  var channels: Int

  init(_ window: WindowGeometry, channels: Int) {
    rows = WindowLoop(window.height, window.padding)
    columns = WindowLoop(window.width, window.padding)
    self.channels = channels
  }

  /// Of the output.
  var positions: Int { rows.output * columns.output }
  var inputPositions: Int { rows.length * columns.length }
  /// Positions of a window.
  var offsets: Int { rows.window * columns.window }
  var patchSize: Int { offsets * channels }

  /// Whether the gradient goes back as a convolution with the same windows: see `turn`.
  var isCentred: Bool { rows.isCentred && columns.isCentred }

  /// Writes the patches of `positions`, numbered through all images, [positions.count, patchSize].
  ///
  /// - Complexity: one copy of the patches; of whole rows of a patch away from the edges.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func gather<S: Scalar>(
    _ images: UnsafePointer<S>, positions range: Range<Int>, into patches: UnsafeMutablePointer<S>
  ) {
    guard positions > 0 else { return }
    let rowSize = columns.window * channels
    var (patch, position) = (patches, range.lowerBound % positions)
    var image = images + range.lowerBound / positions * inputPositions * channels
    for _ in range {
      let (y, x) = (rows.start(position / columns.output), columns.start(position % columns.output))
      let isInterior = x >= 0 && x + columns.window <= columns.length
      for dy in 0..<rows.window {
        guard let row = rows.inside(y + dy) else {
          patch.update(repeating: 0, count: rowSize)
          patch += rowSize
          continue
        }
        let source = image + row * columns.length * channels
        if isInterior {
          patch.update(from: source + x * channels, count: rowSize)
          patch += rowSize
          continue
        }
        for dx in 0..<columns.window {
          if let column = columns.inside(x + dx) {
            patch.update(from: source + column * channels, count: channels)
          } else {
            patch.update(repeating: 0, count: channels)
          }
          patch += channels
        }
      }
      position += 1
      if position == positions { (position, image) = (0, image + inputPositions * channels) }
    }
  }

  /// Adds the numbers of the patches of `positions`, numbered through all images, to the positions that they come from.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func scatter<S: Scalar>(
    _ patches: UnsafePointer<S>, positions range: Range<Int>, addingTo images: UnsafeMutablePointer<S>
  ) {
    guard positions > 0 else { return }
    let rowSize = columns.window * channels
    var (patch, position) = (patches, range.lowerBound % positions)
    var image = images + range.lowerBound / positions * inputPositions * channels
    for _ in range {
      let (y, x) = (rows.start(position / columns.output), columns.start(position % columns.output))
      let isInterior = x >= 0 && x + columns.window <= columns.length
      for dy in 0..<rows.window {
        defer { patch += rowSize }
        guard let row = rows.inside(y + dy) else { continue }
        let target = image + row * columns.length * channels
        if isInterior {
          let target = target + x * channels
          for k in 0..<rowSize { target[k] += patch[k] }
          continue
        }
        for dx in 0..<columns.window {
          guard let column = columns.inside(x + dx) else { continue }
          let (target, patch) = (target + column * channels, patch + dx * channels)
          for c in 0..<channels { target[c] += patch[c] }
        }
      }
      position += 1
      if position == positions { (position, image) = (0, image + inputPositions * channels) }
    }
  }

  /// Writes the weights with which the gradient of a centred convolution goes back as a convolution of ∂Z: the
  /// neighbour at offset o of a position gave to it what the position gives at −o, so V[(o, k), c] = W[(−o, c), k],
  /// [offsets · fanOut, channels].
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func turn<S: Scalar>(_ weights: UnsafePointer<S>, fanOut: Int, into turned: UnsafeMutablePointer<S>) {
    for offset in 0..<offsets {
      let source = weights + (offsets - 1 - offset) * channels * fanOut
      let target = turned + offset * fanOut * channels
      for c in 0..<channels { for k in 0..<fanOut { target[k * channels + c] = source[c * fanOut + k] } }
    }
  }
}
