import Architectures

/// What pairs of images cost, from the architecture and their size alone.
extension ImageKernel {
  /// Whether the architecture has layers that work on positions, so that it cannot read its inputs as vectors.
  static func isNeeded(by architecture: Architecture) -> Bool { architecture.layers.contains(where: isSpatial) }

  private static func isSpatial(_ layer: Layer) -> Bool {
    switch layer {
    case .convolution, .globalAveragePooling, .averagePooling: true
    case .residual(let layers), .repeated(_, let layers): layers.contains(where: isSpatial)
    case .dense, .activation, .flatten, .layerNorm, .dropout: false
    }
  }

  /// Pairs of positions whose covariances one pair of images needs, all stages together.
  var positionPairs: Int {
    program.stages.reduce(0) { $0 + $1.offsets.count * $1.grid.positionCount }
  }

  /// Seconds of one core for K and Θ of one pair of images, on the slower side.
  var secondsPerPair: Double { Self.secondsPerPair(program) }

  static func secondsPerPair(_ program: ImageProgram) -> Double {
    program.stages.reduce(0) { total, stage in
      total + Double(stage.offsets.count) * Double(stage.grid.planeCount)
        * secondsPerPosition(stage.steps, program)
    }
  }

  private static func secondsPerPosition(_ steps: [SpatialStep], _ program: ImageProgram) -> Double {
    steps.reduce(1e-9) { total, step in
      switch step {
      case .convolution(let convolution): total + Double(1 + convolution.reach) * 0.5e-9
      case .activation(let slot): total + (program.slots[slot].isFast ? 1.5e-9 : 500e-9)
      case .residual(let branch): total + secondsPerPosition(branch, program)
      case .layerNorm, .dropout, .readout: total + 0.5e-9
      }
    }
  }

  /// Bytes that each thread works in, beside the kernels that are written: the tables and planes of the images of a
  /// tile, and its own planes and scratch.
  func workingBytes(channels: Int) -> Int {
    let compact = TableLayout(program, channels: channels, isWide: false).count
    let wide = program.isEqualPositionsOnly ? 0 : TableLayout(program, channels: channels, isWide: true).count
    let state = 2 * (program.stages.map(\.grid.planeCount).max() ?? 0)
    // What a residual block adds to is kept meanwhile.
    let planes = state * (1 + (program.stages.map { Self.depth($0.steps) }.max() ?? 0))
    let image = compact + wide + planes + (program.stages.count - 1) * state
    let starts = program.stages.dropFirst().reduce(0) { $0 + 2 * $1.offsets.count * $1.grid.planeCount }
    let scratch = program.stages.map(\.scratchCount).max() ?? 0
    return 8 * (2 * SpatialFiller.largestTile(program) * image + planes + starts + scratch)
  }

  /// How deep residual blocks stand in each other.
  private static func depth(_ steps: [SpatialStep]) -> Int {
    steps.reduce(0) { deepest, step in
      guard case .residual(let branch) = step else { return deepest }
      return max(deepest, 1 + depth(branch))
    }
  }
}

extension TableSlot {
  fileprivate var isFast: Bool {
    switch content {
    case .nonlinearity(let nonlinearity): nonlinearity.hasFastCovarianceDual
    case .inverseRoots: true
    }
  }
}
