/// Pooling over windows of any size and stride, which may overlap, on the tensor of a pair of images:
///
///     K′[o, o′] = f² Σ_δ Σ_δ′ K[s·o + δ, s·o′ + δ′],    Θ′ likewise,
///
/// with f = 1/|δ| of a mean, in which positions outside the image count 0, and 1 of a sum. It needs every pair of
/// positions before it, and makes every pair of windows or equal ones.
struct PositionPooling: Sendable {
  let window: PositionWindow
  let isSum: Bool
  /// Whether one position is left behind it: of a window that begins and ends with the image, the mean over all.
  var isGlobal: Bool { window.output.positionCount == 1 }

  /// f
  var factor: Double { isSum ? 1 : 1 / Double(window.count) }

  func apply(_ from: PositionTensor, to: PositionTensor, scratch: UnsafeMutablePointer<Double>) {
    for (own, sums) in zip(from.tables, to.tables) {
      window.sumBoth(own, into: sums, met: to.met, scratch: scratch)
    }
    if !isSum { to.scale(by: factor * factor) }
  }
}
