/// The layers between two changes of an image's size.
struct SpatialStage: Sendable {
  let grid: PositionGrid
  let offsets: [PositionOffset]
  let steps: [SpatialStep]
  /// The pooling window at the end; nil in the last stage, which ends at the head.
  let window: PoolingWindow?

  /// The layers that its steps are.
  var layerCount: Int { steps.reduce(0) { $0 + ($1.isLayer ? 1 : 0) } }

  /// Numbers of scratch that its convolutions need.
  var scratchCount: Int { Self.scratchCount(steps, grid) }

  private static func scratchCount(_ steps: [SpatialStep], _ grid: PositionGrid) -> Int {
    steps.reduce(0) { most, step in
      switch step {
      case .convolution(let convolution):
        max(most, SpatialConvolution.scratchCount(grid, reach: convolution.reach))
      case .branches(let branches): branches.reduce(most) { max($0, scratchCount($1, grid)) }
      case .activation, .layerNorm, .dropout, .scale, .readout: most
      }
    }
  }
}
