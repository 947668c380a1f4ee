import Architectures

/// What pairs of images cost, from the architecture and their size alone.
extension ImageKernel {
  /// Whether the architecture has layers that work on positions, so that it cannot read its inputs as vectors.
  static func isNeeded(by architecture: Architecture) -> Bool { architecture.layers.contains(where: \.needsPositions) }

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
      case .activation(let slot): total + program.slots[slot].secondsPerPair
      case .branches(let branches): branches.reduce(total) { $0 + secondsPerPosition($1, program) }
      case .layerNorm, .dropout, .scale, .readout: total + 0.5e-9
      }
    }
  }

  /// Bytes that each thread works in, beside the kernels that are written: the tables and planes of the images of a
  /// tile, and its own planes and scratch.
  func workingBytes(channels: Int) -> Int {
    let compact = TableLayout(program, channels: channels, isWide: false).count
    let wide = program.isEqualPositionsOnly ? 0 : TableLayout(program, channels: channels, isWide: true).count
    let state = 2 * (program.stages.map(\.grid.planeCount).max() ?? 0)
    // The input of branches and what those before have made of it are kept meanwhile.
    let planes = state * (1 + (program.stages.map { Self.kept($0.steps) }.max() ?? 0))
    let image = compact + wide + planes + (program.stages.count - 1) * state
    let starts = program.stages.dropFirst().reduce(0) { $0 + 2 * $1.offsets.count * $1.grid.planeCount }
    let scratch = program.stages.map(\.scratchCount).max() ?? 0
    return 8 * (2 * SpatialFiller.largestTile(program) * image + planes + starts + scratch)
  }

  /// The most states that branches keep at a time.
  private static func kept(_ steps: [SpatialStep]) -> Int {
    steps.reduce(0) { most, step in
      guard case .branches(let branches) = step else { return most }
      let inner = branches.map(kept).max() ?? 0
      let own = branches.count < 2 ? 0 : branches.count == 2 && branches[0].isEmpty ? 1 : 2
      return max(most, inner + own)
    }
  }
}

extension TableSlot {
  fileprivate var secondsPerPair: Double {
    guard case .nonlinearity(let nonlinearity) = content, !nonlinearity.hasFastCovarianceDual else { return 1.5e-9 }
    return max(500e-9, nonlinearity.cost.secondsPerPair)
  }
}
